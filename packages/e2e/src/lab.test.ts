import {execFileSync, spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeAll, expect, test} from 'vitest';
import {removeAbandonedLabs} from './abandoned-labs.ts';
import {unexpectedDifferences} from './allowed-differences.ts';
import {repository} from './cache-directory.ts';
import {createLab, type Lab, type LabOptions} from './lab.ts';
import {machineState, stateChanges} from './machine-state.ts';
import {readProcesses, sleep} from './process-table.ts';

const labs: Lab[] = [];

async function lab(options: LabOptions = {}): Promise<Lab> {
  const created = await createLab(options);
  labs.push(created);
  return created;
}

afterEach(async () => {
  for (const created of labs.splice(0)) await created.destroy();
});

const commandLines = () =>
  readProcesses().map(({pid}) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  });
const isRunningOnHost = (text: string) => commandLines().some((line) => line.startsWith(text));

async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error(`waited in vain for ${condition}`);
}

beforeAll(() => expect(process.getuid?.()).toBe(0));

test('a lab sees its own programs only', async () => {
  const {stdout} = await (await lab()).run(['sh', '-c', 'cat /proc/[0-9]*/comm']);
  expect(stdout.split('\n').filter(Boolean).sort()).toEqual(
    ['cat', 'sh', 'sleep'].filter((name) => stdout.includes(name)),
  );
  expect(stdout).not.toContain('node');
});

test('a fresh lab has no differences, no programs but pid 1, no ports and no temporary files', async () => {
  const fresh = await lab({network: 'none'});
  expect(await fresh.diff()).toEqual([]);
  expect(await machineState(fresh)).toMatchObject({
    processes: [],
    ports: [],
    temporaryFiles: ['/run/lock', '/run/mount'],
  });
});

test('nothing inside tells where the lab is on this machine', async () => {
  const fresh = await lab();
  const {stdout} = await fresh.run([
    'sh',
    '-c',
    'env; cat /proc/1/environ /proc/mounts /proc/1/cmdline; ls -a / /devstack/.cache',
  ]);
  expect(stdout).not.toContain(repository);
});

test('the repository is there to read and not to write', async () => {
  const fresh = await lab();
  expect((await fresh.run(['node', '--version'])).stdout).toMatch(/^v(2[4-9]|[3-9]\d)\./);
  const write = await fresh.run(['touch', '/devstack/x'], {allowFailure: true});
  expect(write.stderr).toContain('Read-only file system');
  expect(existsSync(join(repository, 'x'))).toBe(false);
});

test('a failed command says what was run and the end of what it printed', async () => {
  const failing = (await lab()).run(['sh', '-c', 'echo out; echo broken >&2; exit 7']);
  await expect(failing).rejects.toThrow(/cannot run sh -c .*: exit 7\nout\n\nbroken/);
});

test('a command that a signal ends has the exit code a shell would give it', async () => {
  expect(await (await lab()).run(['sh', '-c', 'kill -9 $$'], {allowFailure: true})).toMatchObject({code: 137});
});

test('a command that takes too long is killed and said so', async () => {
  const slow = (await lab()).run(['sleep', '7771'], {timeoutMs: 200});
  await expect(slow).rejects.toThrow('cannot run sleep 7771: still running after 200 ms, killed');
  expect(isRunningOnHost('sleep 7771')).toBe(false);
});

test('a command gets its input, its directory and its variables', async () => {
  const result = await (await lab()).run(['sh', '-c', 'cat; pwd; echo $A'], {
    input: 'in ',
    cwd: '/var/log',
    env: {A: 'b'},
  });
  expect(result.stdout).toBe('in /var/log\nb\n');
});

test('files are read as the lab has them, also through absolute links', async () => {
  const fresh = await lab();
  await fresh.run(['sh', '-c', 'echo inside >/etc/greeting; ln -s /etc/greeting /srv/link']);
  expect(await fresh.readFile('/srv/link')).toBe('inside\n');
  expect(await fresh.exists('/srv/link')).toBe(true);
  expect(await fresh.exists('/srv/none')).toBe(false);
  expect(existsSync('/etc/greeting')).toBe(false);
});

test('a file that is changed and restored leaves no difference', async () => {
  const fresh = await lab();
  await fresh.run(['sh', '-c', 'cp -p /etc/hosts /etc/hosts.kept; echo 127.0.0.9 cloud >>/etc/hosts']);
  expect((await fresh.diff()).map(({path, change}) => `${change} ${path}`)).toEqual([
    'changed /etc/hosts',
    'added /etc/hosts.kept',
  ]);
  await fresh.run(['mv', '/etc/hosts.kept', '/etc/hosts']);
  expect(await fresh.diff()).toEqual([]);
});

test('orphans are reaped at once', async () => {
  const fresh = await lab();
  await fresh.run(['sh', '-c', 'for i in 1 2 3 4 5; do (sleep 0.05 &) & done; wait']);
  await sleep(150);
  expect(readProcesses().filter(({parent}) => parent === fresh.pid)).toEqual([]);
});

test('a daemon shows in the state of the machine and dies with its lab', async () => {
  const fresh = await lab({network: 'none'});
  const before = await machineState(fresh);
  const listen = 'require("net").createServer().listen(7772, "127.0.0.1")';
  await fresh.run(['sh', '-c', `(setsid node -e '${listen}' >/dev/null 2>&1 &) &`]);
  await waitFor(async () => (await machineState(fresh)).ports.includes(7772));
  expect(stateChanges(before, await machineState(fresh))).toEqual({
    processes: [`+node -e ${listen}`],
    ports: ['+7772'],
  });
  await fresh.destroy();
  expect(isRunningOnHost(`node -e ${listen}`)).toBe(false);
});

test('users, mounts and temporary files that are left show in the state of the machine', async () => {
  const fresh = await lab();
  const before = await machineState(fresh);
  await fresh.run(['sh', '-c', 'useradd nova; mount -t tmpfs x /mnt; touch /tmp/left']);
  const added = {users: ['+nova'], groups: ['+nova'], mounts: ['+/mnt'], temporaryFiles: ['+/tmp/left']};
  expect(stateChanges(before, await machineState(fresh))).toEqual(added);
});

test('killing a run takes its sessions and groups with it, but not a daemon that has left it', async () => {
  const fresh = await lab();
  const script =
    '(setsid sleep 7773 >/dev/null 2>&1 &) & setsid -w sleep 7774 & sh -c "sleep 7775; true" & echo up; wait';
  const child = await fresh.spawn(['sh', '-c', script]);
  await waitFor(() => ['sleep 7773', 'sleep 7774', 'sleep 7775'].every(isRunningOnHost));
  await child.killTree();
  expect(await child.done).toMatchObject({code: 137, stdout: 'up\n'});
  expect(['sleep 7773', 'sleep 7774', 'sleep 7775'].map(isRunningOnHost)).toEqual([true, false, false]);
});

test('an interrupt reaches the program itself, which ends in its own way', async () => {
  const child = await (await lab()).spawn([
    'sh',
    '-c',
    'trap "echo bye; exit 130" INT; echo up; while :; do sleep 0.05; done',
  ]);
  await waitFor(() => child.stdout === 'up\n');
  child.signal('SIGINT');
  expect(await child.done).toMatchObject({code: 130, stdout: 'up\nbye\n'});
});

test('two labs listen on the same port, each alone with it', async () => {
  const [first, second] = [await lab(), await lab()];
  const listen = 'require("net").createServer().listen(7771, "0.0.0.0")';
  const listens = async (machine: Lab) => (await machineState(machine)).ports.includes(7771);
  await first.spawn(['node', '-e', listen]);
  await waitFor(() => listens(first));
  expect(await listens(second)).toBe(false);
  await second.spawn(['node', '-e', listen]);
  await waitFor(() => listens(second));
});

test('a lab without a network has loopback and nothing else', async () => {
  const fresh = await lab({network: 'none'});
  const {stdout} = await fresh.run([
    'sh',
    '-c',
    'ls /sys/class/net; cat /sys/class/net/lo/carrier; cat /proc/net/route',
  ]);
  expect(stdout.split('\n').filter(Boolean)).toEqual(['lo', '1', expect.stringContaining('Iface')]);
});

test('settings of the machine cannot be changed from a lab', async () => {
  const change = await (await lab()).run(['sh', '-c', 'echo 1 >/proc/sys/vm/swappiness'], {allowFailure: true});
  expect(change.stderr).toContain('Read-only file system');
});

test('an ordinary user works as dev and may use sudo', async () => {
  const fresh = await lab({user: 'ordinary'});
  expect((await fresh.run(['sh', '-c', 'id -un; pwd; sudo id -un'])).stdout).toBe('dev\n/home/dev\nroot\n');
  expect((await fresh.run(['id', '-un'], {user: 'root'})).stdout).toBe('root\n');
  expect(unexpectedDifferences(await fresh.diff())).toEqual([]);
});

test('a package that is installed and purged leaves nothing but what is allowed', async () => {
  const fresh = await lab();
  const before = await machineState(fresh);
  await fresh.run(['apt-get', 'install', '-y', '--no-install-recommends', 'hello']);
  expect((await fresh.run(['hello'])).stdout).toBe('Hello, world!\n');
  expect(unexpectedDifferences(await fresh.diff()).map(({path}) => path)).toEqual(
    expect.arrayContaining(['/usr/bin/hello', '/var/lib/dpkg/status']),
  );
  await fresh.run(['apt-get', 'purge', '-y', 'hello']);
  expect(unexpectedDifferences(await fresh.diff())).toEqual([]);
  expect(stateChanges(before, await machineState(fresh))).toEqual({});
});

test('what one lab downloads with apt or uv the next need not download again', async () => {
  const first = await lab({warmCache: true});
  await first.run(['sh', '-c', 'apt-get install -y --download-only hello && touch $UV_CACHE_DIR/kept']);
  await first.destroy();
  const next = await lab({warmCache: true});
  const {stdout} = await next.run(['sh', '-c', 'apt-get install -y hello; rm -v $UV_CACHE_DIR/kept']);
  expect(stdout).toContain('Need to get 0 B/');
  expect(stdout).toContain("removed '/run/uv-cache/kept'");
});

test('two labs use apt at the same time', async () => {
  const both = [await lab(), await lab({user: 'ordinary'})];
  await Promise.all(both.map((each) => each.run(['apt-get', 'install', '-y', 'hello'], {user: 'root'})));
  expect(await Promise.all(both.map((each) => each.exists('/usr/bin/hello')))).toEqual([true, true]);
});

test('the labs of a test run that is killed die with it, and the next run deletes them', async () => {
  const script = `import {createLab} from '${join(import.meta.dirname, 'lab.ts')}';
    const lab = await createLab(); await lab.spawn(['setsid', 'sleep', '7776']); console.log('up'); setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], {stdio: ['ignore', 'pipe', 'inherit']});
  await new Promise((resolve) => run.stdout.once('data', resolve));
  const left = execFileSync('ls', [join(repository, '.cache/e2e/labs')], {encoding: 'utf8'}).match(
    `lab-${run.pid}-\\S+`,
  )![0];
  run.kill('SIGKILL');
  await waitFor(() => !isRunningOnHost('sleep 7776'));
  await removeAbandonedLabs();
  expect(existsSync(join(repository, '.cache/e2e/labs', left))).toBe(false);
});

test('a reboot ends every program and forgets what was in memory; the disk stays, and the boot is another one', async () => {
  const machine = await lab({network: 'none'});
  const bootId = () => machine.readFile('/proc/sys/kernel/random/boot_id');
  const before = await bootId();
  await machine.run(['sh', '-ec', 'echo stays >/root/disk; echo goes | tee /run/x /tmp/x /dev/shm/x']);
  const program = await machine.spawn(['sleep', '4000']);
  await machine.reboot();
  await program.done;
  expect(await machine.readFile('/root/disk')).toBe('stays\n');
  for (const path of ['/run/x', '/tmp/x', '/dev/shm/x']) expect(await machine.exists(path)).toBe(false);
  expect(await bootId()).not.toBe(before);
  expect(await machineState(machine)).toMatchObject({processes: [], temporaryFiles: ['/run/lock', '/run/mount']});
});
