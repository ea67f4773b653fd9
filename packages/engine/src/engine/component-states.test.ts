import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import type {StatusReport} from '../reports.ts';
import {componentCode, writePlugin} from '../testing/synthetic-plugin.ts';
import {createScene, type Scene} from '../testing/test-engine.ts';

const PROVIDES = {
  component: {farm: {summary: 'f', privileged: {service: 'it is a farm'}}},
  runner: {paper: {summary: 'only writes down what it is told'}},
  check: {farm: {summary: 'c', component: 'farm', state: true}, other: {summary: 'o', component: 'farm'}},
} as const;

/** Services need no account of their own, and run as long as nobody writes `<id> ended` to the file; the check answers with what the file `state` has. */
const code = (directory: string): string =>
  `${componentCode({
    farm: `
    environment() { return {FARM: 'here'}; }
    start() { return ['api', 'worker'].map((name) => step('service', name, {name, argv: ['x'], as: 'root', health: {kind: 'log', pattern: '.'}})); }`,
  }).replace(
    /^export default \{/m,
    `import {readFile} from 'node:fs/promises';
const read = (name) => readFile(${JSON.stringify(directory)} + '/' + name, 'utf8').catch(() => '');
class Paper {
  static inject = [];
  capabilities = {survivesReboot: false, restarts: false};
  async probe() { return {usable: true}; }
  async start({id}) { return {version: 1, runner: 'paper', service: id, data: {}}; }
  async recover() { return undefined; }
  async status({service}) {
    if ((await read('ended')).includes(service)) return {state: 'exited', code: null, signal: 'SIGKILL'};
    return {state: 'running', pid: 1, sinceMs: 0};
  }
  async stop() {}
  async *logs({service}) { yield {service, text: 'ready'}; }
  async pids() { return []; }
}
class FarmCheck {
  static inject = [];
  async run() {}
  async state({environment}) {
    const text = await read('state');
    if (text === 'never') return new Promise((resolve) => setTimeout(resolve, 60_000).unref());
    if (environment.FARM !== 'here') throw new Error('no environment');
    return JSON.parse(text);
  }
}
export default {runner: {paper: async () => Paper}, check: {farm: async () => FarmCheck}, `,
  )}`;

const worker = {program: 'farm-worker', host: 'field-1', state: 'up', service: 'worker', heardAtMs: 5};
let scene: Scene;

const say = (file: 'state' | 'ended', text: string): Promise<void> => writeFile(path.join(scene.directory, file), text);
const status = async (): Promise<StatusReport> => (await scene.open()).status();
const healthOf = ({services}: StatusReport): string[] => services.map(({service, health}) => `${service} ${health}`);

beforeEach(async () => {
  const made = await createScene([], ['farm']);
  const plugin = await writePlugin(made.directory, '@example/plugin-farm', PROVIDES, code(made.directory));
  scene = {...made, open: (settings = {}) => made.open({plugins: [plugin], runner: 'paper', ...settings})};
});

describe('the state of a component that runs', () => {
  beforeEach(async () => {
    await (await scene.open()).run('start', []);
  });

  test('is what the component says, and the health of its services too', async () => {
    const cow = {program: 'cow', host: 'field-2', state: 'disabled'};
    await say('state', JSON.stringify([worker, cow]));
    const report = await status();
    expect(report.states).toEqual([{component: 'farm', parts: [worker, cow]}]);
    expect(healthOf(report)).toEqual(['farm/api unknown', 'farm/worker ok']);
  });

  test('with a part that is down has a failing service, and says how to start that again', async () => {
    await say('state', JSON.stringify([{...worker, state: 'down'}]));
    const report = await status();
    const suggestion = 'devstack restart farm/worker';
    expect(report.states).toEqual([{component: 'farm', parts: [{...worker, state: 'down', suggestion}]}]);
    expect(healthOf(report)).toEqual(['farm/api unknown', 'farm/worker failing']);
  });

  test('has no part up whose service has ended, though the component has not noticed yet', async () => {
    await say('state', JSON.stringify([worker]));
    await say('ended', 'farm/worker');
    const {states} = await status();
    expect(states[0]?.parts).toEqual([{...worker, state: 'down', suggestion: 'devstack up'}]);
  });

  test('that cannot be had says why, and nothing else is lost', async () => {
    await say('state', 'not JSON');
    const report = await status();
    expect(report.states[0]).toMatchObject({parts: [], error: {message: /^farm does not say how it is: .*JSON/}});
    expect(healthOf(report)).toEqual(['farm/api unknown', 'farm/worker unknown']);
  });

  test('is not waited for longer than two seconds', async () => {
    await say('state', 'never');
    const startedMs = performance.now();
    const {states} = await status();
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    expect(states[0]?.error?.message).toBe('farm does not say how it is: no answer within 2 s');
  });

  test('is not worth a word when nothing of it runs', async () => {
    await say('ended', 'farm/worker farm/api');
    expect((await status()).states).toEqual([]);
  });
});

test('a component that was never started is not asked', async () => {
  await (await scene.open()).run('install', []);
  await say('state', JSON.stringify([worker]));
  expect((await status()).states).toEqual([]);
});
