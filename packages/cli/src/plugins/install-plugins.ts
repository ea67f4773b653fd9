import {copyFile, mkdir, readFile, rename, stat} from 'node:fs/promises';
import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import type {FoundCandidate} from './find-candidate.ts';
import {type LockedPlugin, readLockFile, writeLockFile} from './lock-file.ts';
import {digestFiles, keepingRecords} from './locked-files.ts';
import {runNpmStep} from './npm.ts';
import {installError} from './npm-error.ts';
import type {Candidate} from './plugin-candidate.ts';
import type {PluginHome} from './plugin-home.ts';
import {readPluginList, withPlugin, writePluginList} from './plugin-list.ts';
import {LEAST_AGE_DAYS} from './release-age.ts';
import {changePlugins} from './staging.ts';
import {privilegesOf, publisherOf} from './trust.ts';

const ARCHIVES = 'archives';
const INSTALL = [
  'install',
  '--omit=dev',
  '--save-exact',
  '--legacy-peer-deps',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
];

export interface InstallOptions {
  /** Take also what others have published just now. */
  readonly allowNew: boolean;
}

/** Installs what was looked at and agreed to: all of it, or, when anything fails, nothing. */
export async function installPlugins(
  found: readonly FoundCandidate[],
  home: PluginHome,
  {allowNew}: InstallOptions,
): Promise<void> {
  await changePlugins(home.directory, async (copy) => {
    await writePluginList(copy, await readPluginList(copy));
    const wanted = await Promise.all(found.map((one) => bringArchive(one, copy)));
    const aged = allowNew ? [] : leastAge(found);
    const what = found.map(({candidate}) => `${candidate.name}@${candidate.version}`).join(', ');
    await keepingRecords(copy, () => runNpmStep([...INSTALL, ...aged, ...wanted], what, home.npm(copy), installError));
    for (const one of found) await recordPlugin(one, copy);
  });
}

/** For what they bring: they themselves were looked at. */
function leastAge(found: readonly FoundCandidate[]): string[] {
  const exempt = ['@devstack/*', ...found.map(({candidate}) => candidate.name)];
  return [`--min-release-age=${LEAST_AGE_DAYS}`, `--min-release-age-exclude=${exempt.join(',')}`];
}

/** What npm is told: exactly the version that was looked at, or an archive that stays beside what is made of it. */
async function bringArchive({candidate, archive}: FoundCandidate, copy: string): Promise<string> {
  if (archive === undefined) return `${candidate.name}@${candidate.version}`;
  const file = `${ARCHIVES}/${candidate.name.replace(/^@/, '').replace('/', '-')}-${candidate.version}.tgz`;
  await mkdir(path.join(copy, ARCHIVES), {recursive: true});
  await copyFile(archive, `${path.join(copy, file)}.${process.pid}`);
  await rename(`${path.join(copy, file)}.${process.pid}`, path.join(copy, file));
  return `./${file}`;
}

async function recordPlugin({candidate, noted}: FoundCandidate, copy: string): Promise<void> {
  const {name} = candidate;
  const directory = path.join(copy, 'node_modules', name);
  await checkInstalled(candidate, copy, directory);
  const locked: LockedPlugin = {
    version: candidate.version,
    resolved: candidate.resolved ?? 'unknown',
    integrity: candidate.integrity ?? 'none',
    ...(await digestFiles(copy, name)),
    publisher: publisherOf(candidate),
    privileged: privilegesOf(candidate.devstack?.provides).map(({what}) => what),
  };
  await writeLockFile(copy, {...readLockFile(copy), [name]: locked});
  await writePluginList(copy, withPlugin(await readPluginList(copy), {type: 'user', name, ...noted}));
}

/** The registry delivered what it had announced, and the code that the manifest names is there. */
async function checkInstalled(
  {name, version, integrity, devstack}: Candidate,
  copy: string,
  directory: string,
): Promise<void> {
  const lock = JSON.parse(await readFile(path.join(copy, 'package-lock.json'), 'utf8'));
  const installed = lock.packages?.[`node_modules/${name}`];
  if (installed?.version !== version || (integrity !== undefined && installed.integrity !== integrity)) {
    throw new DevstackError(
      `cannot install ${name}@${version}: npm installed ${installed?.version} with integrity ${installed?.integrity}, and the registry had said ${integrity}`,
      {code: 'DEVSTACK_ERR_PLUGIN_CHANGED'},
    );
  }
  const written = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')).devstack;
  if (JSON.stringify(written) !== JSON.stringify(devstack)) {
    throw new DevstackError(
      `cannot install ${name}@${version}: the manifest in it is not the one that the registry shows`,
      {code: 'DEVSTACK_ERR_PLUGIN_CHANGED'},
    );
  }
  const entry = String(written.entry);
  if (await stat(path.join(directory, entry)).catch(() => undefined)) return;
  throw new DevstackError(`cannot install ${name}@${version}: it has no ${entry}, which its manifest names`, {
    code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
    suggestions: ['report this to its author: it has to be built before it is published'],
  });
}
