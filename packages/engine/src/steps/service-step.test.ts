import type {Handle, LogLine, LogOptions, Runner, StepContext} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {type PlannedServiceArgs, ServiceStep} from './service-step.ts';

const handle: Handle = {version: 1, runner: 'fake', service: 'nova/conductor', data: {}};
const started = {state: 'running', pid: 1, sinceMs: 10_900} as const;

/** Its log has the line of an earlier run, and after a few looks that of this one, in whole seconds. */
function fakeRunner(looks: LogOptions[]): Runner {
  return {
    capabilities: {survivesReboot: false, restarts: false},
    probe: async () => ({usable: true}),
    start: async () => handle,
    recover: async () => undefined,
    status: async () => started,
    stop: async () => undefined,
    pids: async () => [1],
    async *logs(_, options): AsyncIterable<LogLine> {
      looks.push(options);
      const lines = [
        {service: 'x', atMs: 5_000, text: 'ready'},
        ...(looks.length < 3 ? [] : [{service: 'x', atMs: 10_000, text: 'ready'}]),
      ];
      yield* lines.filter(({atMs}) => atMs >= (options.sinceMs ?? 0));
    },
  };
}

const http = {request: () => Promise.reject(new Error('no'))};
const context = {ownership: () => ({user: 'u', group: 'g'}), signal: new AbortController().signal};

test('a runner whose packages are still to come is looked at again before a service is started with it', async () => {
  let isInstalled = false;
  const runner: Runner = {
    ...fakeRunner([]),
    probe: async () => (isInstalled ? {usable: true} : {usable: false, why: 'no such program', packaged: true}),
  };
  const step = new ServiceStep(createTestHost(), http, async () => runner);
  const args = {id: 'nova/conductor', runner: 'fake', argv: ['x']} as unknown as PlannedServiceArgs;
  await step.check(args, undefined);
  const apply = () => step.apply(args, {}, context as unknown as StepContext);
  await expect(apply()).rejects.toThrow('cannot start nova/conductor with runner fake: no such program');
  isInstalled = true;
  await expect(apply()).resolves.toMatchObject({handle});
});

test('a service is ready when it says so, not because it said so the last time', async () => {
  const looks: LogOptions[] = [];
  const runner = fakeRunner(looks);
  const step = new ServiceStep(createTestHost(), http, async () => runner);
  const args = {id: 'nova/conductor', runner: 'fake', argv: ['x'], health: {kind: 'log', pattern: '^ready'}};
  await step.apply(args as unknown as PlannedServiceArgs, {}, context as unknown as StepContext);
  expect(looks).toHaveLength(3);
});
