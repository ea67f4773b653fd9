import {mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Host} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {JobLog} from './job-log.ts';

const near = createTestHost();
/** As if upstart's logs lay on another file system. */
const far: Host = {
  ...near,
  rename: (from, to) => (isFar(from, to) ? Promise.reject(new Error('EXDEV')) : near.rename(from, to)),
  run: (argv, options) => near.run(argv[0] === 'ln' && isFar(...argv.slice(-2)) ? ['false'] : argv, options),
};

function isFar(...paths: string[]): boolean {
  return new Set(paths.map((path) => path.includes('/upstart/'))).size > 1;
}

let directory: string;
let logFile: string;
let target: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'job-log-'));
  for (const name of ['log', 'upstart']) await mkdir(join(directory, name));
  [logFile, target] = [join(directory, 'log/api.log'), join(directory, 'upstart/job.log')];
});
afterEach(() => rm(directory, {recursive: true}));

const namesIn = (name: string) => readdir(join(directory, name));

describe.each([
  ['on one file system', near],
  ['on two file systems', far],
])('%s', (_where, host) => {
  test('what the log had comes first, and it is a plain file again afterwards, with its older parts', async () => {
    await writeFile(logFile, 'before\n');
    const log = new JobLog(host, logFile, target);
    await log.link();
    await log.link();
    await writeFile(target, 'job\n', {flag: 'a'});
    expect(await readFile(logFile, 'utf8')).toBe('before\njob\n');
    await writeFile(`${target}.1`, 'older\n');
    await log.settle();
    expect((await near.stat(logFile))?.type).toBe('file');
    expect(await readFile(logFile, 'utf8')).toBe('before\njob\n');
    expect(await namesIn('log')).toEqual(['api.log', 'api.log.1']);
    expect(await namesIn('upstart')).toEqual([]);
  });

  test('two starts at once link one log', async () => {
    await writeFile(logFile, 'before\n');
    await Promise.all([...Array(5)].map(() => new JobLog(host, logFile, target).link()));
    expect(await readFile(logFile, 'utf8')).toBe('before\n');
    expect([await namesIn('log'), await namesIn('upstart')]).toEqual([['api.log'], ['job.log']]);
  });
});

test('a job that printed nothing leaves no log', async () => {
  const log = new JobLog(near, logFile, target);
  await log.link();
  await log.settle();
  expect(await namesIn('log')).toEqual([]);
});

test('a link that is not to the log of the job is left alone when the job goes', async () => {
  await writeFile(target, 'job\n');
  await symlink('/etc/hostname', logFile);
  await new JobLog(near, logFile, target).settle();
  expect((await near.stat(logFile))?.target).toBe('/etc/hostname');
});
