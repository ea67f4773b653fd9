import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {CloudLab} from './cloud-lab.ts';
import {LabTerminal} from './lab-terminal.ts';
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

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create();
  await linkPlugin(cloud, 'devstack-vault', {manifest: {api: 1, provides}, code});
});
beforeEach(async () => {
  await cloud.lab.run(['rm', '-rf', cloud.root]);
});
afterAll(() => cloud?.lab.destroy());

const onTerminal = (...args: string[]) => LabTerminal.open(cloud.lab, `devstack ${args.join(' ')}`);

async function answer(run: LabTerminal, asked: string, keys: string): Promise<void> {
  await run.untilShown(asked, 30_000);
  await run.type(keys);
}

const isThere = async () => (await cloud.lab.run(['ls', '-d', cloud.root], {allowFailure: true})).code === 0;
const keyOf = (name: string) => cloud.lab.readFile(`${cloud.root}/etc/${name}/key`);

test('everything is asked at once, nothing is shown, and nothing has happened before', async () => {
  const run = await onTerminal('install', 'safe');
  await answer(run, question('vault'), `o p'e"n \u00e9$\r`);
  await run.untilShown(question('safe'), 10_000);
  expect(await isThere()).toBe(false);
  await answer(run, question('safe'), '\r');
  expect((await run.done).code).toBe(0);
  const text = run.shown;
  expect(text).not.toContain("o p'e");
  expect(text).not.toContain('salt');
  expect(text.indexOf(question('safe'))).toBeLessThan(text.indexOf('etc/vault/key'));
  expect(await keyOf('vault')).toBe(`o p'e"n \u00e9$`);
  expect(await keyOf('safe')).toMatch(/^[A-Za-z0-9]{24}$/);
  expect((await cloud.lab.run(['stat', '-c', '%a', `${cloud.root}/state/secrets.json`])).stdout).toBe('600\n');

  const again = await onTerminal('install', 'safe');
  expect((await again.done).code).toBe(0);
  expect(again.shown).not.toContain('Password of');
});

test('what the configuration gives is not asked for', async () => {
  const run = await onTerminal('install', 'safe', '--set', 'passwords.vault.password=mine');
  await answer(run, question('safe'), 'other\r');
  expect((await run.done).code).toBe(0);
  expect(run.shown).not.toContain(question('vault'));
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
  expect(run.shown).toContain('--no-prompt generates every secret');
  expect(await isThere()).toBe(false);
});

test('--no-prompt asks nothing, on a terminal too', async () => {
  const run = await onTerminal('install', 'safe', '--no-prompt');
  expect((await run.done).code).toBe(0);
  expect(run.shown).not.toContain('Password of');
  expect(await keyOf('vault')).toMatch(/^[A-Za-z0-9]{24}$/);
});
