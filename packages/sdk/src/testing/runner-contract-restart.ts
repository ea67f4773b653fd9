import * as assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import type {RestartPolicy} from '../runner.ts';
import {isRunning} from './processes.ts';
import {type RunnerBench, type RunnerCases, STOP, until} from './runner-contract-bench.ts';

const TWICE: RestartPolicy = {when: 'on-failure', limit: 2, windowMs: 60_000};

export const restartCases: RunnerCases = {
  'a service that fails again and again ends in failed, with its last words': async (bench) => {
    const handle = await bench.start('echo attempt >>attempts; seq 1 30; exit 3', {restart: TWICE});
    if (!bench.runner.capabilities.restarts) return void (await bench.untilState(handle, 'exited'));
    const status = await bench.untilState(handle, 'failed');
    assert.deepEqual(status, {state: 'failed', restarts: 2, code: 3, signal: null});
    assert.equal((await readFile(bench.path('attempts'), 'utf8')).split('\n').length - 1, 3);
    const lines = await bench.textOf(handle, 20);
    assert.deepEqual(
      lines,
      [...Array(20).keys()].map((index) => String(index + 11)),
    );
    await bench.assertNothingLeft();
  },

  'a service that failed can be started anew': async (bench) => {
    const restart: RestartPolicy = {...TWICE, limit: 0};
    const failed = await bench.start('[ -e mended ] || exit 1; exec sleep 100', {restart});
    await until('it has failed', async () => /failed|exited/.test((await bench.runner.status(failed)).state));
    const mended = await bench.start('exec sleep 100', {restart});
    await bench.pidOf(mended);
  },

  'a service that was killed is started again': async (bench) => {
    const handle = await bench.start('echo >>starts; exec sleep 100', {restart: TWICE});
    const pid = await bench.pidOf(handle);
    process.kill(pid, 'SIGKILL');
    if (!bench.runner.capabilities.restarts) return void (await bench.untilState(handle, 'exited'));
    await until('it runs again', async () => {
      const status = await bench.runner.status(handle);
      return status.state === 'running' && status.pid !== pid && (status.restarts ?? 1) === 1;
    });
    await bench.runner.stop(handle, STOP);
    await bench.assertNothingLeft();
  },

  'a service that ends well is not started again on failure': async (bench) => {
    const handle = await bench.start('echo >>starts; exit 0', {restart: TWICE});
    assert.equal((await bench.untilState(handle, 'exited')).code, 0);
    await sleep(800);
    assert.equal(await readFile(bench.path('starts'), 'utf8'), '\n');
  },

  'the next run begins when nothing of the last is left': async (bench) => {
    const child = 'echo $ >child.tmp; mv child.tmp child; exec sleep 101';
    const script = `[ -e child ] && exec sleep 100; (setsid sh -c '${child}' &); until [ -e child ]; do sleep 0.05; done; exit 1`;
    const handle = await bench.start(script, {restart: TWICE});
    const left = Number(await bench.line('child'));
    await until('it was started again or ended', () => isSettled(bench, handle));
    await until(
      'the child is gone',
      async () => !(await isRunning(left)),
      bench.runner.capabilities.restarts ? 0 : 5000,
    );
  },

  'a service that is stopped between two runs stays stopped': async (bench) => {
    const restart: RestartPolicy = {when: 'always', limit: 100, windowMs: 60_000};
    const handle = await bench.start('echo start >>starts; exit 1', {restart});
    await bench.line('starts');
    await until('it has ended', async () => (await bench.runner.status(handle)).state !== 'running');
    await bench.runner.stop(handle, STOP);
    const before = await readFile(bench.path('starts'), 'utf8');
    await sleep(1200);
    assert.equal(await readFile(bench.path('starts'), 'utf8'), before);
    assert.equal((await bench.runner.status(handle)).state, 'stopped');
  },
};

async function isSettled(bench: RunnerBench, handle: Parameters<RunnerBench['pidOf']>[0]): Promise<boolean> {
  const status = await bench.runner.status(handle);
  return status.state === 'exited' || (status.state === 'running' && status.restarts === 1);
}
