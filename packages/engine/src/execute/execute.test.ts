import type {AnyStepHandler} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {fakeStep} from '../testing/fake-step.ts';
import type {TraceEntry} from '../trace/records.ts';
import {revertEntries} from './execute.ts';
import type {RunContext} from './run-context.ts';

const entryOf = (id: string, needs: readonly string[]): TraceEntry => ({
  step: fakeStep(id, {needs}),
  digest: '',
  inputs: '',
  before: null,
  after: null,
  state: 'done',
});

function runOf(entries: readonly TraceEntry[], revert: () => Promise<[]>): RunContext {
  const ignore = (): undefined => undefined;
  return {
    handlers: new Map([['service', {revert} as unknown as AnyStepHandler]]),
    entries: new Map(entries.map((entry) => [entry.step.id, entry])),
    store: {} as RunContext['store'],
    trace: {append: async () => undefined} as unknown as RunContext['trace'],
    emit: ignore,
    lookUpSecret: () => '',
    redact: (text) => text,
    ownership: () => ({user: 'u', group: 'g'}),
    killing: new AbortController().signal,
    cpus: 2,
    results: [],
  };
}

test('what goes waits for what needs it, also when something that stays is between', async () => {
  const database = entryOf('database/service:mariadb', []);
  const migration = entryOf('nova/command:cells', ['database/service:mariadb']);
  const conductor = entryOf('nova/service:conductor', ['nova/command:cells']);
  const run = runOf([database, migration, conductor], async () => []);
  await revertEntries([database, conductor], run);
  expect(run.results.map(({id}) => id)).toEqual(['nova/service:conductor', 'database/service:mariadb']);
});
