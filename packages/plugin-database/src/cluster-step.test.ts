import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type ClusterArgs, ClusterStep} from './cluster-step.ts';
import {CONTEXT} from './testing/step-context.ts';

let directory: string;
let fill: ClusterArgs;
const step = new ClusterStep(createTestHost());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cluster-step-'));
  fill = argsWith('touch "$0/$NAME"');
});
afterEach(() => rm(directory, {recursive: true}));

/** As servers do it: a directory that is there is taken for what an earlier attempt made. */
const argsWith = (script: string): ClusterArgs => ({
  title: 'MariaDB',
  directory: join(directory, 'data'),
  partial: join(directory, 'data.new'),
  argv: ['sh', '-c', `mkdir "$0"; ${script}`, join(directory, 'data.new')],
  env: {NAME: 'users'},
  owner: 'service',
});
const apply = (args: ClusterArgs) => step.apply(args, undefined, CONTEXT);

test('the directory is there when it is complete', async () => {
  expect(await step.probe(fill)).toBe('absent');
  await apply(fill);
  expect(await readdir(directory)).toEqual(['data']);
  expect(await readdir(fill.directory)).toEqual(['users']);
  expect(await step.probe(fill)).toBe('present');
});

test('what an attempt that failed left is not taken for complete', async () => {
  await expect(apply(argsWith('touch "$0/half"; exit 1'))).rejects.toMatchObject({code: 'DEVSTACK_ERR_COMMAND'});
  expect(await step.probe(fill)).toBe('absent');
  await apply(fill);
  expect(await readdir(fill.directory)).toEqual(['users']);
});

test('data that are there are not touched, when it is done again and when it is taken back', async () => {
  await apply(fill);
  await apply(argsWith('touch "$0/other"'));
  expect(await step.revert()).toEqual([]);
  expect(await readdir(fill.directory)).toEqual(['users']);
});
