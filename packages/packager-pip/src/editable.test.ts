import {appendFile, readFile} from 'node:fs/promises';
import type {Argv} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {PypiDownloader} from './pypi-downloader.ts';
import {PythonStep} from './python-step.ts';
import {createServices, sharedDirectory, stepContext, type TestServices} from './testing/services.ts';

const LOCK = new URL('../../plugin-keystone/conf/releases/2026.2.lock', import.meta.url);
const cache = sharedDirectory();

/** Keystone's own source as a clone of a bare repository with the tag of the release. */
async function cloneKeystone({host, http, environment, directory}: TestServices): Promise<string> {
  const options = {signal: new AbortController().signal, progress: () => undefined};
  const uri = 'pypi:keystone==30.0.0#keystone-30.0.0.tar.gz';
  const {path} = await new PypiDownloader(host, http, environment).fetch({uri}, directory, options);
  const tree = `${directory}/keystone-30.0.0`;
  const git = ['git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', '-C', tree] as const;
  const commands: Argv[] = [
    ['tar', '--no-same-owner', '-xzf', path, '-C', directory],
    ['rm', '-r', `${tree}/keystone.egg-info`, `${tree}/PKG-INFO`],
    [...git, 'init', '--quiet'],
    [...git, 'add', '--all'],
    [...git, 'commit', '--quiet', '--message=30.0.0'],
    [...git, 'tag', '30.0.0'],
    ['git', 'clone', '--quiet', '--bare', tree, `${directory}/keystone.git`],
    ['git', 'clone', '--quiet', `${directory}/keystone.git`, `${directory}/source`],
  ];
  for (const argv of commands) await host.run(argv);
  return `${directory}/source`;
}

test('a checkout takes the place of the release, with what the lock says it needs', {timeout: 120_000}, async () => {
  const services = await createServices({cache: cache.path});
  const {host, http, environment, logger, directory, warnings} = services;
  const source = await cloneKeystone(services);
  const step = new PythonStep(host, http, environment, logger);
  const args = {
    environment: `${directory}/venv`,
    interpreter: (await host.which('python3'))!,
    requirements: ['PyMySQL'],
    locks: [{name: '2026.2.lock', text: await readFile(LOCK, 'utf8')}],
    editable: [source],
  };
  const before = {existed: false, made: []};
  const after = await step.apply(args, {before}, stepContext());
  expect(after.packages.some((name) => name.startsWith('keystone=='))).toBe(false);
  expect(after.packages.some((name) => name.startsWith('oslo-db=='))).toBe(true);
  expect(await step.probe(args)).toBe('present');
  expect(warnings).toEqual([]);

  const code = 'import keystone, importlib.metadata as m; print(keystone.__file__, m.version("keystone"))';
  const {stdout} = await host.run([`${args.environment}/bin/python`, '-B', '-c', code]);
  expect(stdout.trim()).toBe(`${source}/keystone/__init__.py 30.0.0`);
  expect((await host.run(['git', '-C', source, 'status', '--short', '--ignored'])).stdout).toBe('');

  await appendFile(`${source}/keystone/__init__.py`, 'edited = True\n');
  expect(await step.probe(args)).toBe('present');

  await appendFile(`${source}/requirements.txt`, 'iniconfig>=2.0.0\n');
  expect(await step.probe(args)).toBe('changed');
  await step.apply(args, {before}, stepContext());
  expect(warnings[0]).toContain(`the lock is not enough for ${source}`);
  await host.run([`${args.environment}/bin/python`, '-c', 'import iniconfig']);
});
