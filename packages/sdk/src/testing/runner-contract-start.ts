import * as assert from 'node:assert/strict';
import {chown, mkdir, readdir, readlink} from 'node:fs/promises';
import {findInArguments, readProc} from './processes.ts';
import {otherOwner, type RunnerBench, type RunnerCases, STOP, until} from './runner-contract-bench.ts';

const AWKWARD = ['a b', '', '$HOME `id` $(id)', `'"\\`, '*?[x]', 'new\nline', '-n', 'ünï ☃', '%s%%', '; exit 3 #'];

export const startCases: RunnerCases = {
  'the runner can be used here': async ({runner}) => {
    assert.deepEqual(await runner.probe(), {usable: true});
  },

  'a service runs, and its status says since when': async (bench) => {
    const begun = Date.now();
    const status = await bench.runner.status(await bench.start('sleep 100'));
    assert.equal(status.state, 'running');
    assert.ok(status.state === 'running' && status.pid > 1);
    assert.ok(Math.abs(status.sinceMs - begun) < 10_000, `since ${status.sinceMs}, started at ${begun}`);
    assert.ok((status.memoryBytes ?? 4096) > 0);
  },

  'a service that is slow to say anything runs all the while': async (bench) => {
    const handle = await bench.start('sleep 1.5; echo awake; exec sleep 100');
    const pid = await bench.pidOf(handle);
    while ((await bench.textOf(handle)).length === 0) assert.equal(await bench.pidOf(handle), pid);
    assert.deepEqual(await bench.textOf(handle), ['awake']);
  },

  'a program gets its arguments as they are': async (bench) => {
    const script = 'for value in "$@"; do printf "<%s>\\n" "$value"; done >arguments.tmp; mv arguments.tmp arguments';
    await bench.start(['/bin/sh', '-c', script, 'sh', ...AWKWARD]);
    assert.equal(await bench.line('arguments'), AWKWARD.map((value) => `<${value}>`).join('\n'));
  },

  'a service has the environment that was asked for, and nothing of the caller': async (bench) => {
    process.env.CONTRACT_LEAK = 'leaked';
    const names = ['HOME', 'IFS', 'LD_LIBRARY_PATH', 'PYTHONPATH', 'i', 'id', 'log', 'name', 'names', 'PS4', 'LC_ALL'];
    const env = Object.fromEntries(AWKWARD.map((value, index) => [names[index] ?? `MORE_${index}`, value]));
    const handle = await bench.start(['sleep', '100'], {env});
    delete process.env.CONTRACT_LEAK;
    const {CONTRACT_CASE: _, ...found} = await environmentOf(bench, await bench.pidOf(handle));
    assert.deepEqual(found, {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env});
  },

  'a variable of 100 KB arrives': async (bench) => {
    const handle = await bench.start(['sleep', '100'], {env: {LONG: 'x'.repeat(100_000)}});
    assert.equal((await environmentOf(bench, await bench.pidOf(handle))).LONG?.length, 100_000);
  },

  'no value of the environment is ever an argument of a program': async (bench) => {
    const seen: number[] = [];
    let done = false;
    const starting = bench.start('sleep 100', {env: {PASSWORD: 'correct-horse-battery'}}).finally(() => {
      done = true;
    });
    while (!done) seen.push(...(await findInArguments('correct-horse-battery')));
    const handle = await starting;
    seen.push(...(await findInArguments('correct-horse-battery')));
    assert.deepEqual(seen, []);
    assert.ok(!JSON.stringify(handle).includes('correct-horse-battery'));
  },

  'a service runs in its directory, and its files are for its user only': async (bench) => {
    await mkdir(bench.path('work dir'));
    await bench.start('pwd >../pwd.tmp; umask >../umask.tmp; mv ../pwd.tmp ../pwd; mv ../umask.tmp ../umask', {
      cwd: bench.path('work dir'),
    });
    assert.equal(await bench.line('pwd'), bench.path('work dir'));
    assert.equal(Number.parseInt(await bench.line('umask'), 8), 0o077);
  },

  'a service has no files of the runner open': async (bench) => {
    const pid = await bench.pidOf(await bench.start(['sleep', '100']));
    await until('the service is there', async () => (await readProc(pid, 'cmdline')).startsWith('sleep\0'));
    // What whoever runs the tests left open in this process is passed on by programs that do not know of it.
    const inherited = await readdir('/proc/self/fd');
    const open = (await readdir(`/proc/${pid}/fd`)).filter((fd) => Number(fd) < 16 || !inherited.includes(fd));
    assert.deepEqual(open, ['0', '1', '2']);
  },

  'a service does not depend on the process that started it': async (bench) => {
    const pid = await bench.pidOf(await bench.start(['sleep', '100']));
    await until('the service is there', async () => (await readProc(pid, 'cmdline')).startsWith('sleep\0'));
    const [parent, , session] = fieldsOf(await readProc(pid, 'stat'));
    const [, , ours] = fieldsOf(await readProc(process.pid, 'stat'));
    assert.notEqual(parent, process.pid);
    assert.notEqual(session, ours);
    for (const file of ['1', '2']) assert.doesNotMatch(await readlink(`/proc/${pid}/fd/${file}`), /^pipe:/);
  },

  'a service runs as its owner': async (bench) => {
    const owner = await otherOwner(bench);
    const ids = await Promise.all([
      bench.host.run(['id', '-u', owner.user]),
      bench.host.run(['getent', 'group', owner.group]),
    ]);
    const [uid, gid] = [Number(ids[0].stdout), Number(ids[1].stdout.split(':')[2])];
    await mkdir(bench.path('theirs'));
    for (const path of ['run', 'theirs']) await chown(bench.path(path), uid, gid);
    const changes = {owner, cwd: bench.path('theirs'), logFile: bench.path('theirs/log')};
    const handle = await bench.start('echo here; exec sleep 100', changes);
    const status = await readProc(await bench.pidOf(handle), 'status');
    assert.match(status, new RegExp(`^Uid:\\s${uid}\\s${uid}\\s${uid}\\s`, 'm'));
    assert.match(status, new RegExp(`^Gid:\\s${gid}\\s${gid}\\s${gid}\\s`, 'm'));
    await until('its log has a line', async () => (await bench.textOf(handle)).join() === 'here');
    await bench.runner.stop(handle, STOP);
    await bench.assertNothingLeft();
  },

  'a program that is not there is an error, of start or of the service': async (bench) => {
    let message = '';
    try {
      const handle = await bench.start(['/does/not/exist', 'x']);
      message = JSON.stringify(await bench.untilState(handle, 'exited'));
    } catch (error) {
      message = String(error);
    }
    assert.match(message, /cannot start contract\/service: .*\/does\/not\/exist|"code":(127|203)/);
  },

  'names that look alike are different services': async (bench) => {
    const ids = ['a/b', 'a-b', 'a.b', 'a_b', 'a+b', 'a/b/c', 'A/b'];
    const handles = await Promise.all(ids.map((id) => bench.start('sleep 100', {id})));
    const pids = await Promise.all(handles.map((handle) => bench.pidOf(handle)));
    assert.equal(new Set(pids).size, ids.length);
    await bench.runner.stop(handles[0]!, STOP);
    for (const handle of handles.slice(1)) await bench.pidOf(handle);
  },
};

/** After the runner has become the program. */
async function environmentOf({options}: RunnerBench, pid: number): Promise<Record<string, string>> {
  await until('the service is there', async () => (await readProc(pid, 'cmdline')).startsWith('sleep\0'));
  const entries = (await readProc(pid, 'environ')).split('\0').slice(0, -1);
  const added = (entry: string) => /^DEVSTACK_\w+=/.test(entry) || options.adds?.includes(entry.split('=')[0]!);
  return Object.fromEntries(
    entries
      .filter((entry) => !added(entry))
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

/** Parent, group and session of a `/proc/PID/stat`. */
function fieldsOf(stat: string): number[] {
  return stat
    .slice(stat.lastIndexOf(')') + 4)
    .split(' ')
    .map(Number);
}
