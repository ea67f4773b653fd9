import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {repository} from './cache-directory.ts';
import {runOnHost} from './command.ts';
import {copyForRelease} from './release-copy.ts';
import {type PublishingRegistry, startVerdaccio} from './verdaccio.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
}

interface Published extends Manifest {
  readonly gitHead: string;
  readonly dist: {readonly tarball: string; readonly integrity: string};
}

const directory = mkdtempSync(join(tmpdir(), 'devstack-release-'));
const within = (...names: string[]): string => join(directory, ...names);
const home = within('home');
const prefix = within('prefix');
const release = within('release');
let registry: PublishingRegistry;
let commit: string;

const manifests = readdirSync(join(repository, 'packages'))
  .map((name) => JSON.parse(readFileSync(join(repository, 'packages', name, 'package.json'), 'utf8')) as Manifest)
  .filter(({private: isPrivate}) => isPrivate !== true);
const titles = manifests.map(({name, version}) => `${name} ${version}`).sort();

beforeAll(async () => {
  mkdirSync(home);
  [registry, commit] = await Promise.all([startVerdaccio(within('verdaccio')), copyForRelease(release)]);
  writeFileSync(join(home, '.npmrc'), registry.npmrc);
});
afterAll(() => {
  registry?.close();
  rmSync(directory, {recursive: true, force: true});
});

/** What `npm test` tells its children, so that another npm would read the .npmrc of who runs the test. */
const ofNpm = Object.keys(process.env).flatMap((name) => (/^npm_(?!config_registry$)/i.test(name) ? ['-u', name] : []));

/** With nothing of who runs the test, but for the registry that everything else comes from. */
async function run(argv: readonly [string, ...string[]], cwd = directory): Promise<string> {
  const path = `${join(prefix, 'bin')}:${join(repository, 'node_modules/.bin')}:${process.env.PATH}`;
  return await runOnHost(['env', '-C', cwd, ...ofNpm, `HOME=${home}`, `PATH=${path}`, 'NX_DAEMON=false', ...argv]);
}

async function publishedOf(name: string): Promise<Published> {
  const answer = await fetch(registry.url + name.replace('/', '%2f'));
  const {versions, 'dist-tags': tags} = (await answer.json()) as {
    versions: Record<string, Published>;
    'dist-tags': {latest: string};
  };
  return versions[tags.latest]!;
}

/** The command of docs/releasing.md. */
const publish = ['lerna', 'publish', 'from-package', '--yes'] as const;

test('lerna publishes everything that is not private, once', async () => {
  const said = await run([...publish, '--registry', registry.url], release);
  expect(said).toContain(`Successfully published`);
  const published = await Promise.all(manifests.map(({name}) => publishedOf(name)));
  expect(published.map(({name, version}) => `${name} ${version}`).sort()).toEqual(titles);
  expect((await fetch(`${registry.url}@devstack%2fe2e`)).status).toBe(404);
  expect(await run([...publish, '--registry', registry.url], release)).not.toContain('Successfully published');
});

test('what is published says from which commit it was made, and has the files that were packed and the licence', async () => {
  for (const name of ['@devstack/cli', '@devstack/sdk', '@devstack/plugin-swift']) {
    const {gitHead, dist} = await publishedOf(name);
    expect(gitHead).toBe(commit);
    const [packed] = Object.values(
      JSON.parse(await run(['npm', 'pack', '--json', '--dry-run', '--ignore-scripts', '--workspace', name], release)),
    ) as {files: {path: string}[]}[];
    const file = within('published.tgz');
    writeFileSync(file, Buffer.from(await (await fetch(dist.tarball)).arrayBuffer()));
    const files = (await run(['tar', '-tzf', file])).trim().split('\n');
    const expected = ['LICENSE', ...packed!.files.map(({path}) => path)].map((path) => `package/${path}`);
    expect(files.sort()).toEqual(expected.sort());
  }
});

test('npm installs the command from it into an empty prefix, and that installs swift', async () => {
  await run(['npm', 'install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', '@devstack/cli']);
  const versionOf = (name: string) => manifests.find((one) => one.name === name)!.version;
  expect(await run(['devstack', '--version'])).toContain(`@devstack/cli/${versionOf('@devstack/cli')} `);
  const swift = `@devstack/plugin-swift ${versionOf('@devstack/plugin-swift')}`;
  expect(await run(['devstack', 'plugins', 'install', 'swift'])).toBe(`${swift} installed\n`);
  const {dist} = await publishedOf('@devstack/plugin-swift');
  const inspected = JSON.parse(await run(['devstack', 'plugins', 'inspect', 'swift', '--json']));
  expect(inspected).toMatchObject({type: 'installed', integrity: dist.integrity, problems: []});
  expect(inspected.privileged).toEqual([expect.stringMatching(/^component swift: packages, because /)]);
  expect(await run(['devstack', 'config', 'get', 'swift.port'])).toContain('8080');
  // Its code is loaded, with what it brings.
  const planned = JSON.parse(await run(['devstack', 'plan', 'install', '-p', 'objects', '--json']));
  expect(planned.components.map(({name}: {name: string}) => name)).toContain('swift');
});
