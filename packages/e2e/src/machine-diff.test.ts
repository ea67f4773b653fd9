import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {unexpectedDifferences} from './allowed-differences.ts';
import {mountsBelow} from './cache-directory.ts';
import {machineDiff} from './machine-diff.ts';

let directory: string;
let merged: string;

const sh = (script: string) => execFileSync('sh', ['-euc', script], {cwd: merged, encoding: 'utf8'});
const diff = () => machineDiff({upper: join(directory, 'upper'), lowers: [join(directory, 'lower')]});
const lines = async () => (await diff()).map(({path, change, detail}) => `${change} ${path}: ${detail}`);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'devstack-diff-'));
  merged = join(directory, 'merged');
  for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(join(directory, name));
  execFileSync(
    'sh',
    ['-euc', 'mkdir -p etc/d/e var/lib/dpkg; echo a >etc/a; ln -s a etc/link; echo e >etc/d/e/f; echo d >etc/d/g'],
    {
      cwd: join(directory, 'lower'),
    },
  );
  execFileSync('sh', ['-euc', 'printf "Package: x\\n\\nPackage: y\\nStatus: s\\n" >var/lib/dpkg/status'], {
    cwd: join(directory, 'lower'),
  });
  const options = `lowerdir=${directory}/lower,upperdir=${directory}/upper,workdir=${directory}/work`;
  execFileSync('mount', ['-t', 'overlay', '-o', options, 'test', merged]);
});

afterEach(() => {
  execFileSync('umount', [merged]);
  expect(mountsBelow(directory)).toEqual([]);
  rmdirSync(merged);
  rmSync(directory, {recursive: true});
});

test('a machine that nothing was done to has no differences', async () => {
  expect(await lines()).toEqual([]);
});

test('a file that was changed and restored is no difference, whatever its time', async () => {
  sh('echo b >etc/a; touch -d 2001-01-01 etc/d/g; echo a >etc/a');
  expect(await lines()).toEqual([]);
});

test('every kind of change to a file is told with its detail', async () => {
  sh('echo b >etc/a; chmod 600 etc/d/g; chown 3:4 etc/d/e/f; ln -sf b etc/link');
  expect(await lines()).toEqual([
    'changed /etc/a: content',
    'changed /etc/d/e/f: owner 0:0 -> 3:4',
    'changed /etc/d/g: mode 644 -> 600',
    'changed /etc/link: target a -> b',
  ]);
});

test('an extended attribute is a difference until it is removed', async () => {
  sh('setfattr -n user.colour -v red etc/a');
  expect(await lines()).toEqual(['changed /etc/a: attributes none -> user.colour=0x726564']);
  sh('setfattr -x user.colour etc/a');
  expect(await lines()).toEqual([]);
});

test('added files, links, pipes and directories are told one by one', async () => {
  sh("mkdir -p 'opt/a b'; echo x >'opt/a b/ü'; ln -s / opt/l; mkfifo opt/p");
  expect(await lines()).toEqual([
    'added /opt: directory',
    'added /opt/a b: directory',
    'added /opt/a b/ü: file',
    'added /opt/l: link',
    'added /opt/p: fifo',
  ]);
});

test('a removed directory is told with all that was in it', async () => {
  sh('rm -r etc/d');
  expect(await lines()).toEqual([
    'removed /etc/d: directory',
    'removed /etc/d/e: directory',
    'removed /etc/d/e/f: file',
    'removed /etc/d/g: file',
  ]);
});

test('a directory that was removed and made again differs by what it lacks', async () => {
  sh('rm -r etc/d; mkdir etc/d; echo d >etc/d/g');
  expect(await lines()).toEqual(['removed /etc/d/e: directory', 'removed /etc/d/e/f: file']);
});

test('a file in the place of a directory hides what was in it', async () => {
  sh('rm -r etc/d/e; echo x >etc/d/e');
  expect(await lines()).toEqual(['changed /etc/d/e: directory -> file', 'removed /etc/d/e/f: file']);
});

test('the order of packages in the database of dpkg is no difference, their status is', async () => {
  sh('printf "Package: y\\nStatus: s\\n\\nPackage: x\\n" >var/lib/dpkg/status');
  expect(await lines()).toEqual([]);
  sh('printf "Package: y\\nStatus: t\\n\\nPackage: z\\n" >var/lib/dpkg/status');
  expect((await diff())[0]?.detail).toMatch(/^packages \+z:\S+ -x:\S+ ~y:\S+$/);
});

test('logs of apt are allowed to differ and other logs are not', async () => {
  sh('mkdir -p var/log/apt; echo x >var/log/apt/history.log; echo x >var/log/nova.log; echo x >etc/passwd-');
  const unexpected = unexpectedDifferences(await diff()).map(({path}) => path);
  expect(unexpected).toEqual(['/var/log', '/var/log/apt', '/var/log/nova.log']);
});
