import {createHash} from 'node:crypto';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {removeAbandonedLabs, rootsInUse} from './abandoned-labs.ts';
import {debianSources, mirrorOf, readAptSources, renderDeb822} from './apt-sources.ts';
import {cacheDirectory} from './cache-directory.ts';
import {runOnHost} from './command.ts';
import {ensureHostTools} from './host-tools.ts';

export type LabUser = 'root' | 'ordinary';
/** `ordinary`: also with sudo and the user `dev`; `systemd`: all that, and systemd as process 1. */
export type BaseKind = LabUser | 'systemd';

const script = join(import.meta.dirname, 'base-root.sh');
const oneDayMs = 86_400_000;
const kept = /^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy\S*) /;

interface Recipe {
  suite: string;
  mirror: string;
  sources: string;
  settings: string;
}

async function readRecipe(suite: string): Promise<Recipe> {
  const release = /^VERSION_CODENAME="?(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? suite;
  const sources = debianSources(readAptSources(), release, suite);
  const settings = (await runOnHost(['apt-config', 'dump'])).split('\n').filter((line) => kept.test(line));
  return {
    suite,
    mirror: mirrorOf(sources, suite),
    sources: renderDeb822(sources),
    settings: `${settings.join('\n')}\n`,
  };
}

/** The day is part of the key: package lists of yesterday name files that the mirror may no longer have. */
function rootDirectory(recipe: Recipe, kind: BaseKind): string {
  const hash = createHash('sha256').update(JSON.stringify(recipe)).update(readFileSync(script));
  hash.update(readFileSync('/etc/ssl/certs/ca-certificates.crt')).update(new Date().toISOString().slice(0, 10));
  const name = recipe.suite + {root: '', ordinary: '+sudo', systemd: '+systemd'}[kind];
  return join(cacheDirectory('roots'), `${name}-${hash.digest('hex').slice(0, 16)}`);
}

async function build(args: readonly string[]): Promise<void> {
  const lock = join(cacheDirectory('roots'), 'lock');
  const own = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
  await runOnHost(['setpriv', '--pdeathsig', 'KILL', 'flock', '--no-fork', lock, ...own, 'sh', script, ...args]);
}

async function buildDebian(target: string, recipe: Recipe): Promise<void> {
  const machine = mkdtempSync(join(tmpdir(), 'devstack-apt-'));
  try {
    writeFileSync(join(machine, 'debian.sources'), recipe.sources);
    writeFileSync(join(machine, 'machine.conf'), recipe.settings);
    await build(['debian', target, cacheDirectory('debs'), recipe.suite, recipe.mirror, machine]);
  } finally {
    rmSync(machine, {recursive: true});
  }
}

const below = {ordinary: 'root', systemd: 'ordinary'} as const;

/** The path of a fresh Debian root filesystem with package lists, made when it is not there yet. Labs read it and never write to it. */
export async function baseRoot(suite = 'bookworm', kind: BaseKind = 'root'): Promise<string> {
  const recipe = await readRecipe(suite);
  const target = rootDirectory(recipe, kind);
  if (existsSync(target)) return target;
  await ensureHostTools();
  process.stderr.write(`building the root filesystem of ${suite} for labs: ${kind}\n`);
  if (kind === 'root') await buildDebian(target, recipe);
  else await build([kind, target, cacheDirectory('debs'), await baseRoot(suite, below[kind])]);
  return target;
}

async function removeOldRoots(): Promise<void> {
  const directory = cacheDirectory('roots');
  const roots = readdirSync(directory).map((name) => join(directory, name));
  const isOld = (root: string) => /-[0-9a-f]{16}$/.test(root) && Date.now() - statSync(root).ctimeMs > oneDayMs;
  const used = rootsInUse();
  for (const root of roots.filter((path) => isOld(path) && !used.includes(path)))
    await runOnHost(['rm', '-rf', '--one-file-system', root]);
}

/** vitest's globalSetup: what every test of this package needs. */
export default async function setup(): Promise<void> {
  await ensureHostTools();
  await removeAbandonedLabs();
  await removeOldRoots();
  await baseRoot();
  await baseRoot('bookworm', 'ordinary');
}
