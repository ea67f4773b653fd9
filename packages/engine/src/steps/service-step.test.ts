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

test('a service is ready when it says so, not because it said so the last time', async () => {
  const looks: LogOptions[] = [];
  const runner = fakeRunner(looks);
  const step = new ServiceStep(createTestHost(), {request: () => Promise.reject(new Error('no'))}, async () => runner);
  const args = {id: 'nova/conductor', runner: 'fake', argv: ['x'], health: {kind: 'log', pattern: '^ready'}};
  const context = {ownership: () => ({user: 'u', group: 'g'}), signal: new AbortController().signal};
  await step.apply(args as unknown as PlannedServiceArgs, {}, context as unknown as StepContext);
  expect(looks).toHaveLength(3);
});
