import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Hook, Interfaces} from '@oclif/core';
import {describeError} from '../error-report.ts';
import {viewPackage} from '../npm-view.ts';
import {checkCandidate, packageOf} from '../plugin-candidate.ts';

/**
 * Looks at a plugin before npm does: a failed install would first remove the version that is there, and would run 70 seconds to call
 * a registry that is down one that lacks the package. A plugin from git or a file is looked at when it is loaded.
 */
const hook: Hook<'plugins:preinstall'> = async function ({plugin, config}) {
  try {
    if (plugin.type === 'npm') await checkPlugin(plugin.name, plugin.tag, config);
  } catch (error) {
    // oclif goes on after any hook error that does not have an exit status.
    this.error(error as Error, {exit: describeError(error).exit});
  }
};

async function checkPlugin(name: string, tag: string, config: Interfaces.Config): Promise<void> {
  const candidate = await viewPackage(`${packageOf(name)}@${tag}`, {
    pluginsRoot: config.plugins.get('@oclif/plugin-plugins')!.root,
    dataDirectory: config.dataDir,
    registry: config.npmRegistry,
  });
  checkCandidate(candidate, sdkVersion());
}

function sdkVersion(): string {
  const manifest = fileURLToPath(import.meta.resolve('@devstack/sdk/package.json'));
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

export default hook;
