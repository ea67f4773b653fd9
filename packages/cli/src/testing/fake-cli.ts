import {setTimeout as sleep} from 'node:timers/promises';
import type {EngineSettings, RunReport} from '@devstack/engine';
import {DevstackError} from '@devstack/sdk';
import {replaceEngine} from '../engine-factory.ts';
import {main} from '../index.ts';
import {fakeEngine} from './fake-engine.ts';
import {runReport} from './reports.ts';

type Scenario = (settings: EngineSettings) => Promise<RunReport>;

/** What `engine.run` does, by the name in DEVSTACK_TEST_SCENARIO. */
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  steps: async ({onEvent}) => {
    onEvent?.({type: 'run-started', action: 'start', total: 3});
    for (const name of ['database', 'keystone', 'glance']) await runStep(`${name}/service:api`, onEvent);
    return runReport();
  },
  patient: async ({signal}) => {
    process.stderr.write('working\n');
    await sleep(60_000, undefined, {...(signal === undefined ? {} : {signal})}).catch(() => {});
    throw new DevstackError('cannot finish start: it was interrupted', {
      code: 'DEVSTACK_ERR_INTERRUPTED',
      suggestions: ['devstack start'],
    });
  },
  slow: async ({killSignal}) => {
    process.stderr.write('working\n');
    await sleep(60_000, undefined, killSignal === undefined ? {} : {signal: killSignal}).catch(() => {});
    throw new DevstackError('cannot run apt-get: it was ended by SIGTERM', {code: 'DEVSTACK_ERR_COMMAND'});
  },
  stubborn: async () => {
    process.stderr.write('working\n');
    await sleep(60_000);
    return runReport();
  },
  locked: async () => {
    throw new DevstackError('cannot start: process 42 holds the lock', {
      code: 'DEVSTACK_ERR_LOCKED',
      output: ['a line'],
    });
  },
  endless: () => new Promise(() => {}),
  bug: async () => {
    throw new TypeError('x is not a function');
  },
  ask: async ({ask}) => {
    const answers = await ask?.([{name: 'keystone.admin_password', ask: 'Password of admin'}]);
    return runReport({notes: [], endpoints: [{name: 'answered', url: JSON.stringify(answers ?? 'nobody asked')}]});
  },
};

async function runStep(id: string, onEvent: EngineSettings['onEvent']): Promise<void> {
  const title = `service ${id}`;
  onEvent?.({type: 'step-started', id, title});
  onEvent?.({type: 'step-progress', id, what: 'waiting', done: 1, total: 2});
  await sleep(150);
  onEvent?.({type: 'step-done', id, title, outcome: id.startsWith('glance') ? 'present' : 'applied', ms: 150});
}

replaceEngine((settings) => {
  const scenario = SCENARIOS[process.env.DEVSTACK_TEST_SCENARIO ?? 'steps']!;
  return fakeEngine({run: () => scenario(settings)}).open(settings);
});
await main({commands: './src/commands'});
