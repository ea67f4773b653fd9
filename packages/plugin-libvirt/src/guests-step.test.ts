import {type ChildProcess, spawn} from 'node:child_process';
import {copyFile, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {isGone, isGuest} from './guest-commands.ts';
import {GuestsStep} from './guests-step.ts';

let pids: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  pids = await mkdtemp(join(tmpdir(), 'guests-'));
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(pids, {recursive: true});
});

async function start(program: string, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(program, args, {stdio: 'ignore'});
  started.push(child);
  await new Promise((resolve) => child.once('spawn', resolve));
  return child;
}

test('guests that are left are ended, and what has the pid of one is not', async () => {
  await copyFile('/bin/sleep', join(pids, 'qemu-system-x86_64'));
  const guest = await start(join(pids, 'qemu-system-x86_64'), '60');
  const other = await start('/bin/sleep', '60');
  await writeFile(join(pids, 'instance-00000001.pid'), `${guest.pid}`);
  await writeFile(join(pids, 'instance-00000002.pid'), `${other.pid}\n`);
  await writeFile(join(pids, 'instance-00000003.pid'), '999999999');
  const ended = new Promise((resolve) => guest.once('exit', (_code, signal) => resolve(signal)));
  const step = new GuestsStep(createTestHost());
  expect(await step.revert({args: {pids}, before: null, after: null})).toEqual([]);
  expect(await ended).toBe('SIGTERM');
  expect(other.exitCode).toBeNull();
  expect(other.signalCode).toBeNull();
});

test('where libvirtd never ran there is nothing to end', async () => {
  const step = new GuestsStep(createTestHost());
  const args = {pids: join(pids, 'none')};
  expect(await step.revert({args, before: null, after: null})).toEqual([]);
  expect(await step.probe(args, undefined)).toBe('absent');
  expect(await step.probe(args, {args, before: null, after: null})).toBe('present');
});

test('a guest is known by its program, and has gone when only its parent does not know yet', () => {
  expect(isGuest('/usr/bin/qemu-system-x86_64\0-name\0guest=instance-00000001\0')).toBe(true);
  expect(isGuest('/bin/sh\0/opt/qemu-system-x86_64\0')).toBe(false);
  expect(isGuest(undefined)).toBe(false);
  expect(isGone('12 (qemu-system (x) 86) Z 1 2')).toBe(true);
  expect(isGone('12 (qemu Z) S 1 2')).toBe(false);
  expect(isGone(undefined)).toBe(true);
});
