import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {readFences} from './markdown.ts';
import {REPOSITORY, readText} from './repository.ts';

const guide = readText('docs/writing-a-plugin.md');
const directory = mkdtempSync(path.join(os.tmpdir(), 'devstack-guide-'));
const plugin = path.join(directory, 'hello');
const home = path.join(directory, 'home');
const root = path.join(directory, 'root');

function devstack(...argv: string[]): string {
  const env = {PATH: process.env.PATH, HOME: home, DEVSTACK_DEFAULT__PERSONA: 'identity'};
  const cli = path.join(REPOSITORY, 'packages/cli/bin/run.js');
  return execFileSync(process.execPath, [cli, ...argv], {cwd: plugin, env, encoding: 'utf8', stdio: 'pipe'});
}

beforeAll(() => {
  for (const made of [plugin, home]) mkdirSync(made);
  writeFileSync(path.join(plugin, 'package.json'), readFences(guide, 'json')[0]!);
  writeFileSync(path.join(plugin, 'index.js'), readFences(guide, 'js')[0]!);
  devstack('plugins', 'link', '--no-install', plugin);
}, 60_000);

afterAll(() => rmSync(directory, {recursive: true}));

test('the first example of the guide is at most 30 lines of code', () => {
  expect(readFences(guide, 'js')[0]!.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
});

test('its component is planned with its file and its service', {timeout: 60_000}, () => {
  const {steps} = JSON.parse(devstack('plan', 'start', 'hello', '-d', root, '--json')) as {
    steps: {id: string; change: string}[];
  };
  const own = steps.filter(({id}) => id.startsWith('hello/')).map(({id, change}) => `${change} ${id}`);
  expect(own.sort()).toEqual([`apply hello/file:${root}/etc/hello/greeting`, 'apply hello/service:voice']);
});

test('it is installed with its option, and taken back without a trace', {timeout: 60_000}, () => {
  devstack('install', 'hello', '-d', root, '--no-prompt', '--set', 'hello.greeting=good morning');
  expect(readText(path.join(root, 'etc/hello/greeting'))).toBe('good morning\n');
  devstack('uninstall', '-d', root);
  expect(existsSync(root)).toBe(false);
});
