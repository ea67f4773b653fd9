import {stripVTControlCharacters} from 'node:util';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {CloudLab} from './cloud-lab.ts';
import type {LabProcess} from './lab-process.ts';
import {sleep} from './process-table.ts';
import {linkPlugin} from './test-plugin.ts';

/** Two components with a question each; what they are given goes into a file that only its owner reads. */
const code = `
import {Component, definePlugin, step} from '@devstack/sdk';
const asking = (name) => class extends Component {
  requires() { return name === 'safe' ? ['vault'] : []; }
  secrets() { return [{name: 'password', ask: 'Password of the ' + name}, {name: 'salt'}]; }
  install() {
    const path = this.ctx.paths.etc + '/key';
    return [step('file', path, {path, mode: 0o600, content: this.ctx.secret('password')})];
  }
};
export default definePlugin({component: {vault: async () => asking('vault'), safe: async () => asking('safe')}});
`;
const provides = {component: {vault: {summary: 'asks'}, safe: {summary: 'asks, too'}}};
const question = (name: string) => `Password of the ${name} (empty: generate one)`;
const KEYS = '/tmp/keys';

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create();
  await linkPlugin(cloud, 'devstack-vault', {manifest: {api: 1, provides}, code});
});
beforeEach(async () => {
  await cloud.lab.run(['rm', '-rf', cloud.root]);
});
afterAll(() => cloud?.lab.destroy());

/** A run on a pseudo-terminal, as a person has it. */
function onTerminal(...args: string[]): Promise<LabProcess> {
  const script = `rm -f ${KEYS}; mkfifo ${KEYS}; exec script -qec 'devstack ${args.join(' ')}' /dev/null <>${KEYS}`;
  return cloud.lab.spawn(['sh', '-c', script]);
}

const shown = (run: LabProcess) => stripVTControlCharacters(run.stdout).replaceAll('\r', '');

async function answer(run: LabProcess, asked: string, keys: string): Promise<void> {
  await expect.poll(() => shown(run), {timeout: 30_000, interval: 20}).toContain(asked);
  await cloud.lab.run(['sh', '-c', `cat >${KEYS}`], {input: keys});
  await sleep(50);
}

const isThere = async () => (await cloud.lab.run(['ls', '-d', cloud.root], {allowFailure: true})).code === 0;
const keyOf = (name: string) => cloud.lab.readFile(`${cloud.root}/etc/${name}/key`);

test('everything is asked at once, nothing is shown, and nothing has happened before', async () => {
  const run = await onTerminal('install', 'safe');
  await answer(run, question('vault'), `o p'e"n \u00e9$\r`);
  await expect.poll(() => shown(run), {timeout: 10_000}).toContain(question('safe'));
  expect(await isThere()).toBe(false);
  await answer(run, question('safe'), '\r');
  expect((await run.done).code).toBe(0);
  const text = shown(run);
  expect(text).not.toContain("o p'e");
  expect(text).not.toContain('salt');
  expect(text.indexOf(question('safe'))).toBeLessThan(text.indexOf('etc/vault/key'));
  expect(await keyOf('vault')).toBe(`o p'e"n \u00e9$`);
  expect(await keyOf('safe')).toMatch(/^[A-Za-z0-9]{24}$/);
  expect((await cloud.lab.run(['stat', '-c', '%a', `${cloud.root}/state/secrets.json`])).stdout).toBe('600\n');

  const again = await onTerminal('install', 'safe');
  expect((await again.done).code).toBe(0);
  expect(shown(again)).not.toContain('Password of');
});

test('what the configuration gives is not asked for', async () => {
  const run = await onTerminal('install', 'safe', '--set', 'passwords.vault.password=mine');
  await answer(run, question('safe'), 'other\r');
  expect((await run.done).code).toBe(0);
  expect(shown(run)).not.toContain(question('vault'));
  expect([await keyOf('vault'), await keyOf('safe')]).toEqual(['mine', 'other']);
});

test.each([
  ['the first', []],
  ['the last', [question('vault')]],
])('Ctrl-C at %s question ends with 130, says how to go on, and leaves nothing', async (_which, answered) => {
  const run = await onTerminal('install', 'safe');
  for (const asked of answered) await answer(run, asked, 'half\r');
  await answer(run, question(answered.length === 0 ? 'vault' : 'safe'), '\u0003');
  expect((await run.done).code).toBe(130);
  expect(shown(run)).toContain('--no-prompt generates every secret');
  expect(await isThere()).toBe(false);
});

test('--no-prompt asks nothing, on a terminal too', async () => {
  const run = await onTerminal('install', 'safe', '--no-prompt');
  expect((await run.done).code).toBe(0);
  expect(shown(run)).not.toContain('Password of');
  expect(await keyOf('vault')).toMatch(/^[A-Za-z0-9]{24}$/);
});
