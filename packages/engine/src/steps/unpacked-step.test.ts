import {mkdir, mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Packager, Packagers, StepContext, UnpackedArgs} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {UnpackedStep} from './unpacked-step.ts';

let directory: string;
let args: UnpackedArgs;
const context = {} as StepContext;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'unpacked-'));
  args = {packager: 'apt', names: ['python3-libvirt'], into: join(directory, 'binding')};
});
afterEach(() => rm(directory, {recursive: true}));

const unpacking = {
  async unpack(names: readonly string[], into: string) {
    await mkdir(into);
    await writeFile(join(into, 'names'), names.join());
    return names.map((name) => `${name}_1.deb`);
  },
} as unknown as Packager;

const stepWith = (packager: Packager) =>
  new UnpackedStep(createTestHost(), {get: async () => packager} satisfies Packagers);

test('the packager puts the files there, once, and they go again', async () => {
  const step = stepWith(unpacking);
  expect(await step.probe(args, undefined)).toBe('absent');
  const before = await step.capture(args);
  const after = await step.apply(args, {before}, context);
  expect(after).toEqual({packages: ['python3-libvirt_1.deb']});
  expect(await readFile(join(args.into, 'names'), 'utf8')).toBe('python3-libvirt');
  expect(await step.probe(args, {args, before, after})).toBe('present');
  expect(await step.probe({...args, names: ['novnc']}, {args, before, after})).toBe('changed');
  expect(await step.revert({args, before, after})).toEqual([]);
  await expect(stat(args.into)).rejects.toThrow('ENOENT');
});

test('a directory that was there before is nobody of ours to delete', async () => {
  await mkdir(args.into);
  const step = stepWith(unpacking);
  await step.revert({args, before: await step.capture(args)});
  expect((await stat(args.into)).isDirectory()).toBe(true);
});

test('a packager that cannot is refused before anything is touched', async () => {
  const check = stepWith({} as Packager).check(args);
  await expect(check).rejects.toThrow('cannot unpack python3-libvirt: packager apt only installs packages');
});
