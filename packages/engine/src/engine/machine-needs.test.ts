import {access, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {Argv, HostFacts, RunOptions, RunResult} from '@devstack/sdk';
import {beforeEach, expect, test} from 'vitest';
import {LocalHost} from '../host/local-host.ts';
import {componentCode, writePlugin} from '../testing/synthetic-plugin.ts';
import {createScene, type Scene} from '../testing/test-engine.ts';
import {freeMemory, parseFreeDisk} from './machine-needs.ts';

/** This machine, with one core and next to nothing free. */
class SmallHost extends LocalHost {
  override async facts(): Promise<HostFacts> {
    return {...(await super.facts()), cpus: 1};
  }

  override async readText(file: string): Promise<string | undefined> {
    return file === '/proc/meminfo' ? 'MemAvailable:     900000 kB\n' : super.readText(file);
  }

  override async run(argv: Argv, options?: RunOptions): Promise<RunResult> {
    return argv[0] === 'df' ? {code: 0, stdout: '     Avail\n 300000000\n', stderr: ''} : super.run(argv, options);
  }
}

const CODE = componentCode({
  base: `configure() { return [step('directory', this.ctx.paths.data, {path: this.ctx.paths.data, mode: 0o700, contents: 'ours'})]; }`,
  api: "requires() { return ['base']; }",
});

let scene: Scene;
let persona: string;

beforeEach(async () => {
  const made = await createScene([], ['base', 'api']);
  const provides = {component: {base: {summary: 'b'}, api: {summary: 'a'}}};
  const plugin = await writePlugin(made.directory, '@example/plugin-test', provides, CODE);
  const host = new SmallHost({PATH: process.env.PATH});
  scene = {...made, open: (settings = {}) => made.open({plugins: [plugin], host, ...settings})};
  persona = path.join(made.conf, 'personas/test.yaml');
});

const need = (...needs: readonly string[]) =>
  writeFile(persona, `name: test\nneeds:\n${needs.map((one) => `  ${one}\n`).join('')}components: [base, api]\n`);

test('a machine that has enough is not spoken of', async () => {
  await need('memory: 900 MB', 'disk: 0.3 GB', 'cores: 1');
  expect((await (await scene.open()).run('install', [])).notes).toEqual([]);
});

test('too little memory and too few cores are said, and the work goes on', async () => {
  await need('memory: 1.7 GB', 'cores: 2');
  const notes = [
    `persona test needs 1.7 GB of memory (${persona}:3), and 921 MB are free`,
    `persona test is made for 2 cores (${persona}:4), and here are 1`,
  ];
  expect((await (await scene.open()).plan('install', [])).notes).toEqual(notes);
  expect((await (await scene.open()).run('install', [])).notes).toEqual(notes);
});

test('a disk that is too small is refused before anything is touched, by a plan too', async () => {
  await need('disk: 2 GB');
  const message = `cannot use persona test (${persona}:3): it needs 2 GB of disk, and ${scene.directory} has 300 MB free`;
  const refusal = {code: 'DEVSTACK_ERR_DISK_FULL', message};
  await expect((await scene.open()).run('install', [])).rejects.toMatchObject(refusal);
  await expect((await scene.open()).plan('install', [])).rejects.toMatchObject(refusal);
  await expect(access(scene.root)).rejects.toThrow('ENOENT');
});

test('what is there has taken its part, and a part of a persona needs less than it', async () => {
  await need('disk: 2 GB', 'memory: 2 GB');
  expect((await (await scene.open()).run('install', ['base'])).notes).toEqual([]);
  await expect((await scene.open()).run('install', [])).resolves.toMatchObject({components: ['base', 'api']});
});

test('what the machine says is understood', () => {
  expect(freeMemory('MemTotal: 5 kB\nMemAvailable:    1000 kB\n')).toBe(1_024_000);
  expect(freeMemory(undefined)).toBeUndefined();
  expect(parseFreeDisk('      Avail\n75944034304\n')).toBe(75_944_034_304);
  expect(parseFreeDisk('')).toBeUndefined();
});
