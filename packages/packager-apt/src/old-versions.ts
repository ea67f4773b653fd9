import {join} from 'node:path/posix';
import type {Upgrades} from '@devstack/package-traces';
import type {Host, Kept, PackagerContext} from '@devstack/sdk';
import {downgradeCommand, downloadCommand} from './apt-commands.ts';
import {parseSimulation} from './apt-output.ts';
import {askApt, workApt} from './apt-run.ts';

/** Fetches the versions that are about to be replaced, while the servers still have them. What they do not have is left out. */
export async function saveOldVersions(host: Host, directory: string, upgrades: Upgrades): Promise<void> {
  for (const [name, {from}] of Object.entries(upgrades)) {
    if ((await findSaved(host, directory, name, from)) === undefined) {
      await askApt(host, downloadCommand(name, from), {cwd: directory});
    }
  }
}

/** Puts replaced versions back, as far as this takes nothing else away. */
export async function restoreOldVersions(
  host: Host,
  directory: string,
  versions: Readonly<Record<string, string>>,
  context: PackagerContext,
): Promise<Kept[]> {
  const names = Object.keys(versions);
  if (names.length === 0) return [];
  const targets = await Promise.all(
    Object.entries(versions).map(
      async ([name, version]) => (await findSaved(host, directory, name, version)) ?? `${name}=${version}`,
    ),
  );
  if (await isHarmless(host, targets, names)) {
    const {code} = await workApt(host, downgradeCommand(targets, false), context, names.length);
    if (code === 0) return [];
  }
  return Object.entries(versions).map(([name, version]) => ({
    what: `the newer version of package ${name}`,
    why: `version ${version}, which was there before, cannot be installed any more`,
  }));
}

async function isHarmless(host: Host, targets: readonly string[], names: readonly string[]): Promise<boolean> {
  const {code, stdout} = await askApt(host, downgradeCommand(targets, true));
  const {install, remove, upgrade} = parseSimulation(stdout);
  const others = [...install, ...remove, ...Object.keys(upgrade).filter((name) => !names.includes(name))];
  return code === 0 && others.length === 0;
}

async function findSaved(host: Host, directory: string, name: string, version: string): Promise<string | undefined> {
  const start = `${name.replace(/:.*/, '')}_${version.replaceAll(':', '%3a')}_`;
  const file = ((await host.list(directory)) ?? []).find((entry) => entry.startsWith(start) && entry.endsWith('.deb'));
  return file === undefined ? undefined : join(directory, file);
}
