import * as assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {rm} from 'node:fs/promises';
import type {Json} from '../json.ts';
import type {Handle} from '../runner.ts';
import {dyingHost} from './dying-host.ts';
import {isRunning} from './processes.ts';
import {type RunnerBench, type RunnerCases, STOP, until} from './runner-contract-bench.ts';

export const identityCases: RunnerCases = {
  'starting a service that runs finds it again': async (bench) => {
    const handle = await bench.start('sleep 100');
    const pid = await bench.pidOf(handle);
    const again = await (await bench.otherRunner()).start(bench.spec('sleep 100'));
    assert.equal(await bench.pidOf(again), pid);
    const isWhole = async () => (await bench.living()).length === (await bench.runner.pids(handle)).length;
    await until('no program is just being loaded', isWhole);
  },

  'two starts at once make one service': async (bench) => {
    const runners = [bench.runner, bench.runner, await bench.otherRunner(), await bench.otherRunner()];
    const spec = bench.spec('echo $$ >>started; sleep 100');
    const handles = await Promise.all(runners.map((runner) => runner.start(spec)));
    const pids = await Promise.all(handles.map((handle) => bench.pidOf(handle)));
    assert.equal(new Set(pids).size, 1);
    assert.equal(await bench.line('started'), String(pids[0]));
  },

  'a start that was killed at any point is completed by the next': async (bench) => {
    for (const moment of ['before', 'during'] as const) {
      for (let calls = 0; ; calls++) {
        const spec = bench.spec('sleep 100 & wait', {id: `killed-${moment}/after-${calls}`});
        const {host, died} = dyingHost(bench.host, calls, moment);
        const started = (await bench.otherRunner(host)).start(spec).catch(() => undefined);
        await Promise.race([started, died]);
        const isComplete = (await Promise.race([started, Promise.resolve(undefined)])) !== undefined;
        await assertRunsOnce(bench, await bench.runner.start(spec));
        if (isComplete) break;
        assert.ok(calls < 200, 'start never succeeds');
      }
    }
  },

  'a later process works with a handle that was stored': async (bench) => {
    const handle = await bench.start('echo line; sleep 100');
    const pid = await bench.pidOf(handle);
    const stored = JSON.parse(JSON.stringify(handle)) as Handle;
    assert.deepEqual(stored, handle, 'a handle is plain data');
    assert.equal(stored.version, 1);
    const later = await bench.otherRunner();
    const status = await later.status(stored);
    assert.ok(status.state === 'running' && status.pid === pid, JSON.stringify(status));
    assert.equal((await later.pids(stored))[0], pid);
    await later.stop(stored, STOP);
    await bench.assertNothingLeft();
  },

  'a service is found without its handle': async (bench) => {
    const spec = bench.spec('sleep 100');
    const later = await bench.otherRunner();
    assert.equal(await later.recover(spec), undefined);
    const pid = await bench.pidOf(await bench.runner.start(spec));
    const found = await later.recover({id: spec.id, runDirectory: spec.runDirectory});
    assert.ok(found !== undefined);
    assert.equal(await bench.pidOf(found), pid);
    await later.stop(found, STOP);
    const gone = await later.recover(spec);
    assert.ok(gone === undefined || (await later.status(gone)).state === 'stopped');
  },

  'pids are all processes of the service, the first one first': async (bench) => {
    const handle = await bench.start('sleep 100 & sleep 101 & (setsid sleep 102 &) ; echo >ready; wait');
    await bench.line('ready');
    const areAllThere = async () =>
      (await bench.runner.pids(handle)).length === 4 && (await bench.living()).length === 4;
    await until('all are there, and none is just being loaded', areAllThere);
    const pids = await bench.runner.pids(handle);
    assert.equal(pids[0], await bench.pidOf(handle));
    assert.deepEqual([...pids].sort(), (await bench.living()).sort());
  },

  'a handle that names another process does not touch it': async (bench) => {
    const stranger = spawn('sleep', ['100'], {stdio: 'ignore', detached: true});
    try {
      const handle = await bench.start('exec sleep 100');
      const pid = await bench.pidOf(handle);
      process.kill(pid, 'SIGKILL');
      await until('it is gone', async () => !(await isRunning(pid)));
      const forged = {...handle, data: replaceNumber(handle.data, pid, stranger.pid!) as Handle['data']};
      const handles = [forged, await (bench.options.forge ?? (async () => forged))(handle, stranger.pid!)];
      for (const one of handles) {
        assert.notEqual((await bench.runner.status(one)).state, 'running');
        assert.deepEqual(await bench.runner.pids(one), []);
        await bench.runner.stop(one, {...STOP, graceMs: 100});
      }
      assert.ok(await isRunning(stranger.pid!), 'a process that is not of the service was ended');
    } finally {
      stranger.kill('SIGKILL');
    }
  },

  'a handle of a service whose files are gone is a service that does not run': async (bench) => {
    const handle = await bench.start('sleep 100');
    await bench.runner.stop(handle, STOP);
    await rm(bench.path('run'), {recursive: true});
    await rm(bench.spec('sleep 100').logFile, {force: true});
    const later = await bench.otherRunner();
    assert.deepEqual(await later.status(handle), {state: 'stopped'});
    assert.deepEqual(await later.pids(handle), []);
    assert.deepEqual(await bench.textOf(handle), []);
    await later.stop(handle, STOP);
  },
};

async function assertRunsOnce(bench: RunnerBench, handle: Handle): Promise<void> {
  const pid = await bench.pidOf(handle);
  // One look: a process has no environment, by which it is found, while it becomes another program.
  let living: number[] = [];
  await until('the service has its child', async () => {
    living = await bench.living();
    return living.length >= 2;
  });
  assert.equal(living.length, 2, 'the service runs more than once');
  assert.ok(living.includes(pid));
  await bench.runner.stop(handle, STOP);
  await bench.assertNothingLeft();
}

function replaceNumber(value: Json | undefined, from: number, to: number): Json | undefined {
  if (value === from) return to;
  if (value === String(from)) return String(to);
  if (Array.isArray(value)) return value.map((one) => replaceNumber(one, from, to) ?? null);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, replaceNumber(one, from, to)]));
}
