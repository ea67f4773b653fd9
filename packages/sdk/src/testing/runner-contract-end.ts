import * as assert from 'node:assert/strict';
import {isRunning} from './processes.ts';
import {type RunnerCases, STOP, until} from './runner-contract-bench.ts';

export const endCases: RunnerCases = {
  'a service that ends at once is started, and has exited': async (bench) => {
    const status = await bench.untilState(await bench.start('exit 0'), 'exited');
    assert.deepEqual({code: status.code, signal: status.signal}, {code: 0, signal: null});
  },

  'the exit code of a service is kept': async (bench) => {
    const status = await bench.untilState(await bench.start('sleep 0.1; exit 7'), 'exited');
    assert.deepEqual({code: status.code, signal: status.signal}, {code: 7, signal: null});
  },

  'the signal that ended a service is kept': async (bench) => {
    const handle = await bench.start('sleep 100');
    process.kill(await bench.pidOf(handle), 'SIGKILL');
    const status = await bench.untilState(handle, 'exited');
    assert.deepEqual({code: status.code, signal: status.signal}, {code: null, signal: 'SIGKILL'});
  },

  'a service that ended can be started again': async (bench) => {
    const first = await bench.start('echo one; sleep 100');
    const pid = await bench.pidOf(first);
    await until('the first has written', async () => (await bench.textOf(first)).includes('one'));
    process.kill(pid, 'SIGKILL');
    await bench.untilState(first, 'exited');
    const second = await bench.start('echo two; sleep 100');
    assert.notEqual(await bench.pidOf(second), pid);
    await until('both have written', async () => (await bench.textOf(second)).includes('two'));
    assert.ok((await bench.textOf(second)).includes('one'), 'the log of the first run is lost');
  },

  'a service that was stopped can be started again, and its log goes on': async (bench) => {
    const script = 'echo run >>runs; wc -l <runs; exec sleep 100';
    for (const count of ['1', '2', '3']) {
      const handle = await bench.start(script);
      await until(`run ${count} has written`, async () => (await bench.textOf(handle)).at(-1)?.trim() === count);
      await bench.runner.stop(handle, STOP);
    }
    const handle = await bench.start(script);
    await until('run 4 has written', async () => (await bench.textOf(handle)).length === 4);
  },

  'what a service leaves behind when it ends is ended too': async (bench) => {
    const handle = await bench.start('(setsid sleep 100 &); sleep 0.2; exit 1');
    await bench.untilState(handle, 'exited');
    await until('its child is gone', async () => (await bench.living()).length === 0);
  },

  'an unused pid is never reported as running': async (bench) => {
    const handle = await bench.start('exec sleep 100');
    const pid = await bench.pidOf(handle);
    process.kill(pid, 'SIGKILL');
    await until('it is gone', async () => !(await isRunning(pid)));
    assert.notEqual((await bench.runner.status(handle)).state, 'running');
  },
};
