import {afterAll, beforeAll, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {programs} from './programs.ts';

const CTRL_C = '\x03';
const UP_ARROW = '\x1b[A';
const DETACH = '\x01d';
const PROMPT = '\\[keystone/api\\]';
/** The line at the bottom, which names the windows. */
const ATTACHED = 'devstack.*keystone/api';

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create();
});
afterAll(() => cloud.lab.destroy());

interface Row {
  readonly runner: string;
  readonly status: {readonly state: string; readonly pid?: number};
  readonly attach?: readonly string[];
}

async function rowOfKeystone(): Promise<Row> {
  const {stdout} = await cloud.devstack(['status', '--json']);
  return (JSON.parse(stdout) as {readonly services: readonly Row[]}).services[0]!;
}

const serves = () => cloud.token().catch(() => undefined);

/** Attaches as a person would and plays keys, each when what comes before it is to be seen. */
async function play(script: readonly (readonly [string, string])[]): Promise<void> {
  const {attach} = await rowOfKeystone();
  const program = `
    import {openTerminal} from '/devstack/packages/runner-screen/src/testing/terminal.ts';
    const terminal = openTerminal(${JSON.stringify(attach)});
    for (const [seen, keys] of ${JSON.stringify(script)}) {
      await terminal.until(new RegExp(seen));
      terminal.forget();
      terminal.type(keys);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    terminal.close();`;
  await cloud.lab.run(['node', '--input-type=module', '-e', program]);
}

test('up makes a cloud in a session of screen, which it installs', async () => {
  await cloud.succeed('up', '--set', 'default.runner=screen');
  expect(await rowOfKeystone()).toMatchObject({runner: 'screen', status: {state: 'running'}});
  expect(await cloud.token()).toEqual(adminToken);
  const command = `env SCREENDIR=${cloud.root}/run/screen screen -x devstack -p keystone/api`;
  expect((await cloud.succeed('status')).stdout).toContain(`attach to keystone/api: ${command}\n`);
});

test('Ctrl-C in its window ends the service, up-arrow and Enter start it again, and status knows', async () => {
  const {pid} = (await rowOfKeystone()).status;
  await play([
    [ATTACHED, CTRL_C],
    [PROMPT, DETACH],
  ]);
  expect((await rowOfKeystone()).status).toEqual({state: 'stopped'});
  expect(programs(cloud.lab).filter(({commandLine}) => /^\S*uwsgi /.test(commandLine))).toEqual([]);
  await play([
    [PROMPT, `${UP_ARROW}\r`],
    ['spawned uWSGI worker', DETACH],
  ]);
  await expect.poll(serves, {timeout: 20_000}).toEqual(adminToken);
  const {status, runner} = await rowOfKeystone();
  expect([runner, status.state]).toEqual(['screen', 'running']);
  expect(status.pid).not.toBe(pid);
});

test('what runs in the window is not done as root', async () => {
  await play([
    [ATTACHED, CTRL_C],
    [PROMPT, 'id -un >/tmp/who\r'],
    [PROMPT, DETACH],
  ]);
  expect((await cloud.lab.run(['cat', '/tmp/who'])).stdout).toBe('devstack\n');
  await cloud.lab.run(['rm', '/tmp/who']);
  await cloud.succeed('start');
  expect(await cloud.token()).toEqual(adminToken);
});

test('when somebody quits screen the service ends, and start brings both back', async () => {
  const {attach} = await rowOfKeystone();
  await cloud.lab.run(['env', attach![1]!, 'screen', '-S', 'devstack', '-X', 'quit']);
  await expect.poll(async () => (await rowOfKeystone()).status, {timeout: 20_000}).toEqual({state: 'stopped'});
  await cloud.succeed('start');
  expect(await cloud.token()).toEqual(adminToken);
  await play([[ATTACHED, DETACH]]);
});

test('stop ends the session, and uninstall leaves the machine as it was, without screen', async () => {
  await cloud.succeed('stop');
  expect(programs(cloud.lab)).toEqual([]);
  await cloud.succeed('start');
  await cloud.succeed('uninstall');
  expect(programs(cloud.lab)).toEqual([]);
  expect(await cloud.leftovers()).toEqual(nothing);
});
