import * as assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {type AddressInfo, connect, createServer} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {isRunning} from './processes.ts';
import {type RunnerCases, STOP, until} from './runner-contract-bench.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const;

export const stopCases: RunnerCases = {
  'a service that was stopped is gone, and stopping it again is no error': async (bench) => {
    const handle = await bench.start('sleep 100 & wait');
    await bench.runner.stop(handle, STOP);
    await bench.assertNothingLeft();
    assert.deepEqual(await bench.runner.status(handle), {state: 'stopped'});
    assert.deepEqual(await bench.runner.pids(handle), []);
    await bench.runner.stop(handle, STOP);
    await (await bench.otherRunner()).stop(handle, STOP);
  },

  'stopping a service that ended by itself is no error': async (bench) => {
    const handle = await bench.start('exit 0');
    await bench.untilState(handle, 'exited');
    await bench.runner.stop(handle, STOP);
    assert.deepEqual(await bench.runner.status(handle), {state: 'stopped'});
  },

  'a service gets the signal that its policy names, and the time to clean up': async (bench) => {
    for (const signal of SIGNALS) {
      const name = signal.slice(3);
      const script = `trap 'sleep 0.4; echo ${name} >>signals; exit 0' ${name}; echo >ready-${name}; while :; do sleep 0.05; done`;
      const handle = await bench.start(script, {id: `contract/${name}`});
      await bench.line(`ready-${name}`);
      await bench.runner.stop(handle, {signal, graceMs: 8000});
      assert.equal((await readFile(bench.path('signals'), 'utf8')).trimEnd().split('\n').at(-1), name);
    }
  },

  'a service that ignores its signal is killed when its time is up': async (bench) => {
    const handle = await bench.start("trap '' TERM INT; echo >ready; while :; do sleep 0.05; done");
    await bench.line('ready');
    const begun = Date.now();
    await bench.runner.stop(handle, {signal: 'SIGTERM', graceMs: 500});
    const took = Date.now() - begun;
    assert.ok(took >= 450 && took < 8000, `took ${took} ms`);
    await bench.assertNothingLeft();
  },

  'a daemon that detached itself from its service is ended with it': async (bench) => {
    const daemon = `trap "" TERM HUP; echo >ready; exec sleep 100`;
    const handle = await bench.start(`(setsid sh -c '(${daemon}) & exit' &); exec sleep 101`);
    await bench.line('ready');
    await until('both are there', async () => (await bench.living()).length === 2);
    await bench.runner.stop(handle, {...STOP, graceMs: 300});
    await bench.assertNothingLeft();
  },

  'a child with an environment and a session of its own is ended with its service': async (bench) => {
    const handle = await bench.start(
      "setsid env -i /bin/sh -c 'echo $$ >child.tmp; mv child.tmp child; exec sleep 100' & wait",
    );
    const child = Number(await bench.line('child'));
    await bench.runner.stop(handle, STOP);
    await assertGone(child);
  },

  'a service that does not wait for its children can be stopped': async (bench) => {
    const handle = await bench.start('(sleep 0.05; exit) & (sleep 0.05; exit) & echo >ready; exec sleep 100');
    await bench.line('ready');
    await sleep(150);
    await bench.runner.stop(handle, STOP);
    await bench.assertNothingLeft();
  },

  'a service that is suspended can be stopped': async (bench) => {
    const handle = await bench.start('exec sleep 100');
    process.kill(await bench.pidOf(handle), 'SIGSTOP');
    await bench.runner.stop(handle, {...STOP, graceMs: 500});
    await bench.assertNothingLeft();
  },

  'a service that keeps starting processes can be stopped': async (bench) => {
    const script = "trap '' TERM; echo >ready; while :; do (setsid sleep 100 &); sleep 0.02; done";
    const handle = await bench.start(script);
    await bench.line('ready');
    await bench.runner.stop(handle, {...STOP, graceMs: 300});
    await bench.assertNothingLeft();
  },

  'a service can be stopped while it starts': async (bench) => {
    for (const delayMs of [0, 5, 20, 60]) {
      const spec = bench.spec('sleep 1; echo ready; sleep 100', {id: `contract/after-${delayMs}`});
      const starting = bench.runner.start(spec);
      await sleep(delayMs);
      const later = await bench.otherRunner();
      const found = await later.recover(spec);
      if (found !== undefined) await later.stop(found, STOP);
      const handle = await starting.catch(() => undefined);
      if (handle !== undefined) await bench.runner.stop(handle, STOP);
      await bench.assertNothingLeft();
    }
  },

  'the port of a service is free when it was stopped': async (bench) => {
    const port = await freePort();
    const script = `require('net').createServer().listen(${port}, '127.0.0.1'); process.on('SIGTERM', () => setTimeout(process.exit, 200))`;
    const handle = await bench.start([process.execPath, '-e', script]);
    await until('the service listens', () => isListening(port));
    await bench.runner.stop(handle, {...STOP, graceMs: 10_000});
    await listen(port);
  },

  'the next start of a service has the port of the last at once': async (bench) => {
    const port = await freePort();
    const server = "require('net').createServer().listen";
    const argv = [process.execPath, '-e', `${server}(${port}, '127.0.0.1', () => console.log('listens'))`] as const;
    for (let start = 1; start <= 3; start++) {
      const handle = await bench.start(argv);
      await until('it listens', async () => (await bench.textOf(handle)).length === start);
      await bench.runner.stop(handle, STOP);
    }
  },

  'a clock that jumps does not shorten the time to clean up': async (bench) => {
    const script = "trap 'sleep 1; echo clean >cleaned; exit 0' TERM; echo >ready; while :; do sleep 0.05; done";
    const handle = await bench.start(script);
    await bench.line('ready');
    const now = Date.now;
    const stopping = bench.runner.stop(handle, {signal: 'SIGTERM', graceMs: 30_000});
    try {
      await sleep(200);
      Date.now = () => now() + 3_600_000;
      await stopping;
    } finally {
      Date.now = now;
    }
    assert.equal(await bench.line('cleaned'), 'clean');
  },

  'stopping one service leaves the others alone': async (bench) => {
    const one = await bench.start('exec sleep 100', {id: 'contract/one'});
    const other = await bench.start('exec sleep 100', {id: 'contract/other'});
    const pid = await bench.pidOf(other);
    await bench.runner.stop(one, STOP);
    assert.equal(await bench.pidOf(other), pid);
  },

  'many services start, answer and stop at the same time': async (bench) => {
    const ids = [...Array(25).keys()].map((index) => `contract/number-${index}`);
    const handles = await Promise.all(ids.map((id) => bench.start('exec sleep 100', {id})));
    const all = await Promise.all(handles.map((handle) => bench.runner.status(handle)));
    assert.deepEqual(
      all.map(({state}) => state),
      ids.map(() => 'running'),
    );
    await Promise.all(handles.map((handle) => bench.runner.stop(handle, {...STOP, graceMs: 10_000})));
    await bench.assertNothingLeft();
  },
};

async function assertGone(pid: number): Promise<void> {
  assert.equal(await isRunning(pid), false, `process ${pid} is left`);
}

async function freePort(): Promise<number> {
  return listen(0);
}

/** Listens for a moment, as the next start of a service would. */
function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const {port: chosen} = server.address() as AddressInfo;
      server.close(() => resolve(chosen));
    });
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
