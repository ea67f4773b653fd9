import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {API, type PluginManifest} from '@devstack/sdk';
import type {PluginPackage} from '../settings.ts';

/**
 * A plugin on the disk for tests of the engine: components that are made of files, directories, commands and services written in sh.
 * It shares no code with the SDK, as a plugin with a copy of its own would.
 */
export async function writePlugin(
  directory: string,
  name: string,
  provides: PluginManifest['provides'],
  code: string,
): Promise<PluginPackage> {
  const root = path.join(directory, name);
  await mkdir(path.join(root, 'conf'), {recursive: true});
  await writeFile(path.join(root, 'index.mjs'), code);
  return {
    name,
    version: '1.0.0',
    directory: root,
    linked: false,
    manifest: {api: API, entry: './index.mjs', conf: './conf', provides},
  };
}

/** Source text of a component class with these members. */
export function componentCode(components: Readonly<Record<string, string>>): string {
  const classes = Object.entries(components).map(
    ([name, members]) => `${JSON.stringify(name)}: async () => class {
      static inject = ['devstack/component'];
      constructor(ctx) { this.ctx = ctx; }
      requires() { return []; } verify() { return []; } secrets() { return []; } uses() { return []; } catalog() { return {}; }
      endpoints() { return []; } environment() { return {}; }
      download() { return []; } configure() { return []; } preInstall() { return []; } install() { return []; }
      postInstall() { return []; } preStart() { return []; } start() { return []; } postStart() { return []; }
      preUninstall() { return []; }
      ${members}
    }`,
  );
  return `const step = (kind, key, args, options = {}) => ({kind, key, args, ...options});
export default {component: {${classes.join(',\n')}}};
`;
}
