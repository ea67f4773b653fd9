import {join} from 'node:path';
import type {CloudLab} from './cloud-lab.ts';

export interface TestPlugin {
  manifest: object;
  peerDependencies?: Record<string, string>;
  /** The module that the manifest's entry names. */
  code?: string;
}

/** Writes a plugin in a lab and links it, as its author would. The returned function unlinks it. */
export async function linkPlugin(
  cloud: CloudLab,
  name: string,
  {manifest, peerDependencies = {}, code = 'export default {};'}: TestPlugin,
): Promise<() => Promise<void>> {
  const directory = join('/tmp', name);
  const files = {
    'package.json': JSON.stringify({
      name,
      version: '1.0.0',
      type: 'module',
      oclif: {},
      devstack: {entry: './index.js', ...manifest},
      peerDependencies,
    }),
    'index.js': code,
  };
  await cloud.lab.run(['mkdir', '-p', directory]);
  for (const [file, content] of Object.entries(files))
    await cloud.lab.run(['sh', '-c', 'cat >"$1"', 'sh', join(directory, file)], {input: content});
  await cloud.succeed('plugins', 'link', '--no-install', directory);
  return async () => {
    await cloud.succeed('plugins', 'unlink', name);
  };
}
