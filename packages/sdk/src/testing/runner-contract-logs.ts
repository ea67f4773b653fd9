import * as assert from 'node:assert/strict';
import {setTimeout as sleep} from 'node:timers/promises';
import type {LogLine} from '../runner.ts';
import {type RunnerCases, STOP, until} from './runner-contract-bench.ts';

export const logCases: RunnerCases = {
  'the log has what a service prints, from both streams, and as many last lines as are asked for': async (bench) => {
    const end = bench.options.showsUnfinishedLines === false ? 'echo four' : 'printf four';
    const handle = await bench.start(`echo one; echo two >&2; echo "  three ☃"; ${end}; exec sleep 100`);
    await until('all is printed', async () => (await bench.textOf(handle)).length === 4);
    assert.deepEqual(await bench.textOf(handle), ['one', 'two', '  three ☃', 'four']);
    assert.deepEqual(await bench.textOf(handle, 2), ['  three ☃', 'four']);
    assert.deepEqual(await bench.textOf(handle, 100), ['one', 'two', '  three ☃', 'four']);
    for await (const line of bench.runner.logs(handle, {tail: 1})) assert.equal(line.service, handle.service);
  },

  'the log can be read when the service is gone': async (bench) => {
    const handle = await bench.start('echo last words; exit 1');
    await bench.untilState(handle, 'exited');
    assert.deepEqual(await bench.textOf(handle), ['last words']);
    await bench.runner.stop(handle, STOP);
    assert.deepEqual(await bench.textOf(handle), ['last words']);
  },

  'the log can be followed, until nobody wants to': async (bench) => {
    const script = 'echo before; until [ -e go ]; do sleep 0.05; done; seq 1 500; echo after; exec sleep 100';
    const handle = await bench.start(script);
    await until('it has begun', async () => (await bench.textOf(handle)).length === 1);
    const enough = new AbortController();
    const seen: LogLine[] = [];
    const following = (async () => {
      for await (const line of bench.runner.logs(handle, {follow: true, tail: 10, signal: enough.signal}))
        seen.push(line);
    })();
    await until('the first line is seen', async () => seen.length === 1);
    await bench.host.writeFile(bench.path('go'), '', {mode: 0o644});
    await until('the last line is seen', async () => seen.at(-1)?.text === 'after');
    enough.abort();
    await following;
    const numbers = [...Array(500).keys()].map((index) => String(index + 1));
    assert.deepEqual(
      seen.map(({text}) => text),
      ['before', ...numbers, 'after'],
    );
  },

  'the log can be followed across a restart, without a line lost or told twice': async (bench) => {
    const script = 'echo start >>starts; wc -l <starts; exec sleep 100';
    const first = await bench.start(script);
    const enough = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      const options = {follow: true, tail: 10, signal: enough.signal};
      for await (const {text} of bench.runner.logs(first, options)) seen.push(text.trim());
    })();
    await until('the first run is seen', async () => seen.includes('1'));
    for (const count of ['2', '3']) {
      await bench.runner.stop(first, STOP);
      await bench.start(script);
      await until(`run ${count} is seen`, async () => seen.includes(count));
    }
    enough.abort();
    await following;
    assert.deepEqual(seen, ['1', '2', '3']);
  },

  'control characters do not reach the reader': async (bench) => {
    const handle = await bench.start(`printf 'a\\000\\000\\000b\\033[31mred\\033[0m\\007\\tend\\n'; exec sleep 100`);
    await until('it is printed', async () => (await bench.textOf(handle)).length === 1);
    assert.deepEqual(await bench.textOf(handle), ['abred\tend']);
  },

  'a service that closes its output goes on': async (bench) => {
    const handle = await bench.start('exec >&- 2>&- <&-; exec sleep 100');
    const pid = await bench.pidOf(handle);
    await sleep(200);
    assert.equal(await bench.pidOf(handle), pid);
    await bench.runner.stop(handle, STOP);
    await bench.assertNothingLeft();
  },

  'a service that floods its log is not held up, and neither is anybody else': async (bench) => {
    const bytes = bench.options.floodBytes ?? 60_000_000;
    const handle = await bench.start(`yes 0123456789abcdef | head -c ${bytes}; echo >flooded; exec sleep 100`);
    await bench.line('flooded');
    const begun = Date.now();
    await bench.pidOf(handle);
    const lines = await bench.textOf(handle, 20);
    assert.equal(lines.length, 20);
    assert.ok(lines.slice(0, -1).every((line) => line === '0123456789abcdef'));
    assert.ok(Date.now() - begun < 5000, `took ${Date.now() - begun} ms`);
  },

  'reading a log that does not exist yields nothing': async (bench) => {
    const handle = await bench.start('exec sleep 100');
    await bench.host.remove(bench.spec('exec sleep 100').logFile);
    assert.deepEqual(await bench.textOf(handle), []);
    assert.deepEqual(await bench.textOf(handle, 5), []);
  },
};
