import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';

const RELEASE = ['--set', 'default.release=2026.1'];

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: 'api'});
});
afterAll(() => cloud.lab.destroy());

test('the series before the newest makes a cloud, too', async () => {
  await cloud.devstack(['up', ...RELEASE], {allowFailure: false, timeoutMs: 600_000});
  const version = 'from importlib.metadata import version; print(version("nova"))';
  const {stdout: versions} = await cloud.lab.run([`${cloud.root}/venv/bin/python`, '-Bc', version]);
  expect(versions).toMatch(/^33\./);
});

test('a server is ACTIVE in it', async () => {
  const {stdout} = await cloud.succeed('verify', '--json');
  const {passed, checks} = JSON.parse(stdout);
  expect(passed).toBe(true);
  expect(checks.flatMap(({steps}: {steps: {title: string}[]}) => steps.map(({title}) => title))).toContain(
    'the server is ACTIVE',
  );
});

test('and it goes without a difference', async () => {
  await cloud.succeed('uninstall');
  expect(await cloud.leftovers()).toEqual(nothing);
});
