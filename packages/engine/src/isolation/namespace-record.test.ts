import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {parseRecord, parseStat, readLiving} from './namespace-record.ts';

let directory: string;
let record: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'devstack-record-'));
  record = path.join(directory, 'record');
});
afterEach(() => rm(directory, {recursive: true}));

async function write({pid = process.pid, start = '', boot = ''}): Promise<void> {
  const stat = parseStat(await readFile(`/proc/${process.pid}/stat`, 'utf8'));
  const id = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  await writeFile(record, `${pid} ${start || stat.startTicks} ${boot || id} some-id\n`);
}

test('a process that is the one that was recorded lives, and is ready when it has said so', async () => {
  await write({});
  expect(readLiving(record)).toEqual({pid: process.pid, id: 'some-id', isReady: false});
  await writeFile(`${record}.ready`, 'another\n');
  expect(readLiving(record)?.isReady).toBe(false);
  await writeFile(`${record}.ready`, 'some-id\n');
  expect(readLiving(record)?.isReady).toBe(true);
});

test('another process with its pid is not it', async () => {
  await write({start: '1'});
  expect(readLiving(record)).toBeUndefined();
});

test('nothing lives of an earlier boot, of a process that has ended, or without a record', async () => {
  expect(readLiving(record)).toBeUndefined();
  await write({boot: 'earlier'});
  expect(readLiving(record)).toBeUndefined();
  await write({pid: 2 ** 22 + 1});
  expect(readLiving(record)).toBeUndefined();
});

test('a record that is cut off says nothing', () => {
  expect(parseRecord('12 34 boot id\n')).toEqual({pid: 12, startTicks: '34', bootId: 'boot', id: 'id'});
  expect(parseRecord('12 34 boot i')).toBeUndefined();
  expect(parseRecord('')).toBeUndefined();
});
