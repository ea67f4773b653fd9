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
  const write = (file: string, content: string) =>
    cloud.lab.run(['sh', '-c', 'cat >"$1"', 'sh', join(directory, file)], {input: content});
  const describe = (devstack: object, peers: Record<string, string>) =>
    write(
      'package.json',
      JSON.stringify({name, version: '1.0.0', type: 'module', oclif: {}, devstack, peerDependencies: peers}),
    );
  await cloud.lab.run(['mkdir', '-p', directory]);
  await write('index.js', code);
  // What is wrong when it is linked is refused there: it becomes wrong while its author works on it.
  await describe({api: 1, entry: './index.js', provides: {component: {begun: {summary: 'begun'}}}}, {});
  await cloud.succeed('plugins', 'link', '--no-install', directory);
  await describe({entry: './index.js', ...manifest}, peerDependencies);
  return async () => {
    await cloud.succeed('plugins', 'unlink', name);
  };
}
