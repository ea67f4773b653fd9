import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createTestHost} from './test-host.ts';

const host = createTestHost();
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'test-host-'));
});
afterEach(() => rm(directory, {recursive: true}));

test('a program gets its arguments, input, directory, umask and a clean environment with additions', async () => {
  process.env.DEVSTACK_LEAK = 'x';
  const script = 'cat; pwd; umask; echo "$ADDED,$DEVSTACK_LEAK,$1"';
  const options = {cwd: directory, input: 'in\n', umask: 0o027, env: {ADDED: 'a b'}};
  const {stdout} = await host.run(['sh', '-c', script, 'sh', '$x'], options);
  delete process.env.DEVSTACK_LEAK;
  expect(stdout).toBe(`in\n${directory}\n0027\na b,,$x\n`);
});

test('a program is given pieces, and what it prints is taken in pieces', async () => {
  const taken: string[] = [];
  const onOutput = async (piece: Uint8Array): Promise<void> => void taken.push(Buffer.from(piece).toString());
  const input = Readable.from([Buffer.from('one'), Buffer.from('two')]);
  expect(await host.run(['sh', '-c', 'cat; echo done >&2'], {input, onOutput})).toEqual({
    code: 0,
    stdout: '',
    stderr: 'done\n',
  });
  expect(taken.join('')).toBe('onetwo');
});

test('a program that fails throws with its argv, status and last words, unless the status is accepted', async () => {
  const argv = ['sh', '-c', 'echo why >&2; exit 3'] as const;
  await expect(host.run(argv)).rejects.toMatchObject({code: 'DEVSTACK_ERR_COMMAND', output: ['why']});
  expect(await host.run(argv, {accept: [3]})).toMatchObject({code: 3, stderr: 'why\n'});
});

test('a program that is not there throws a command error', async () => {
  await expect(host.run(['/does/not/exist'])).rejects.toMatchObject({code: 'DEVSTACK_ERR_COMMAND'});
});

test('a program is stopped with its children when time is up', async () => {
  const started = Date.now();
  await expect(host.run(['sh', '-c', 'sleep 30; true'], {timeoutMs: 100})).rejects.toThrow('SIGTERM');
  expect(Date.now() - started).toBeLessThan(5000);
});

test('a file is written whole with its mode, read, listed, renamed and removed', async () => {
  const [first, second] = [join(directory, 'a'), join(directory, 'b')];
  await host.writeFile(first, 'one', {mode: 0o640});
  expect(await host.stat(first)).toMatchObject({type: 'file', mode: 0o640, size: 3});
  await host.rename(first, second);
  expect(await host.list(directory)).toEqual(['b']);
  expect(await readFile(second, 'utf8')).toBe('one');
  await host.remove(second);
  await host.remove(second);
  expect(await host.readText(second)).toBeUndefined();
});

test('a directory is made once and removed only when empty or told to', async () => {
  const path = join(directory, 'd');
  await host.makeDirectory(path, {mode: 0o750});
  await host.makeDirectory(path, {mode: 0o700});
  expect(await host.stat(path)).toMatchObject({type: 'directory', mode: 0o750});
  await host.makeSymlink('nowhere', join(path, 'link'));
  expect(await host.stat(join(path, 'link'))).toMatchObject({type: 'symlink', target: 'nowhere'});
  await expect(host.remove(path)).rejects.toMatchObject({code: 'DEVSTACK_ERR_COMMAND'});
  await host.remove(path, {recursive: true});
  expect(await host.stat(path)).toBeUndefined();
});

test('a mount below a directory stops its removal', async () => {
  await expect(host.remove('/proc', {recursive: true})).rejects.toThrow('is mounted there');
});

test('programs are found on the path, and facts name the machine', async () => {
  expect(await host.which('sh')).toMatch(/\/sh$/);
  expect(await host.which('no-such-program')).toBeUndefined();
  const facts = await host.facts();
  expect(facts.bootId).toMatch(/^[0-9a-f-]{36}$/);
  expect(facts.osRelease.ID).not.toBe('');
  expect(facts.uid).toBe(process.getuid?.());
});

test('root runs programs and owns files as another user, everybody else only as themselves', async () => {
  const {uid, user, group} = await host.facts();
  const other = uid === 0 ? 'nobody' : user;
  const {stdout} = await host.run(['sh', '-c', 'id -un; echo "$USER"'], {user: other});
  expect(stdout).toBe(`${other}\n${other}\n`);
  const path = join(directory, 'theirs');
  await host.writeFile(path, '', {mode: 0o600, owner: {user: other, group}});
  expect((await host.stat(path))?.uid).toBe(Number((await host.run(['id', '-u', other])).stdout));
});
