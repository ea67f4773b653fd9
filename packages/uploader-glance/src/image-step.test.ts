import {mkdtemp, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type ImageSource, resolveText, type StepContext, type Text} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ImageStep} from './image-step.ts';
import {FakeBuilder} from './testing/fake-builder.ts';
import {createPlainHttp, FakeCloud} from './testing/fake-cloud.ts';
import {qcow2, raw} from './testing/sample-images.ts';

const context = {
  signal: new AbortController().signal,
  progress: () => undefined,
  resolve: (value: Text) => resolveText(value, () => 'pw'),
} as unknown as StepContext;

let cloud: FakeCloud;
let directory: string;
let file: string;
let step: ImageStep;
let builder: FakeBuilder;
beforeEach(async () => {
  cloud = await FakeCloud.start();
  directory = await mkdtemp(join(tmpdir(), 'devstack-image-step-'));
  file = join(directory, 'x.img');
  await writeFile(file, qcow2());
  const environment = {variables: {}, home: directory, cache: join(directory, 'cache')};
  builder = new FakeBuilder(qcow2());
  step = new ImageStep(createTestHost(), createPlainHttp(), environment, builder);
});
afterEach(async () => {
  await cloud.stop();
  await rm(directory, {recursive: true});
});

const argsOf = (image: Partial<ImageSource> = {}) => ({
  environment: {...cloud.environment, OS_PASSWORD: {secret: 'keystone.admin_password'}},
  image: {name: 'x', location: file, properties: {}, visibility: 'public' as const, ...image},
});

/** What the executor does: what it records is what a later call is given. */
async function make(image: Partial<ImageSource> = {}) {
  const args = argsOf(image);
  const before = await step.capture(args, context);
  return {args, before, after: await step.apply(args, {}, context)};
}

test('an image that was uploaded is as it should be until its file is another one', async () => {
  expect(await step.probe(argsOf(), undefined, context)).toBe('absent');
  const previous = await make();
  expect(cloud.stored).toEqual(['x qcow2 active']);
  expect(await step.probe(previous.args, previous, context)).toBe('present');
  await writeFile(file, raw());
  expect(await step.probe(previous.args, previous, context)).toBe('changed');
  await step.apply(previous.args, {previous}, context);
  expect(cloud.stored).toEqual(['x raw active']);
});

test('a file that was only touched is looked at again, and nothing is uploaded', async () => {
  const previous = await make();
  await utimes(file, 1, 1);
  expect(await step.probe(previous.args, previous, context)).toBe('changed');
  const after = await step.apply(previous.args, {previous}, context);
  expect(after).toEqual({id: previous.after.id, size: qcow2().length, mtimeMs: 1000});
});

test('a file that is gone after the upload is no matter', async () => {
  const previous = await make();
  await rm(file);
  expect(await step.probe(previous.args, previous, context)).toBe('present');
});

test('one that somebody deleted in the cloud is missing, and a cloud that is down has what it had', async () => {
  const previous = await make();
  cloud.images.clear();
  expect(await step.probe(previous.args, previous, context)).toBe('absent');
  await cloud.stop();
  expect(await step.probe(previous.args, previous, context)).toBe('present');
  cloud = await FakeCloud.start();
});

test('a file that is not there, and a checksum that is none, are known before anything is done', async () => {
  await expect(step.check(argsOf({location: '/no/such.img'}))).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_CONFIG_VALUE',
    message: 'cannot upload image x: there is no file /no/such.img',
  });
  await expect(step.check(argsOf({location: directory}))).rejects.toThrow(`there is no file ${directory}`);
  await expect(step.check(argsOf({checksum: 'sha256:12'}))).rejects.toThrow("against 'sha256:12'");
  await step.check(argsOf({location: `file://${file}`}));
  await step.check(argsOf({location: 'https://example.org/x.img'}));
});

test('other properties and visibility change the image that is there', async () => {
  const previous = await make({properties: {os_distro: 'debian', hw_a: '1', hw_b: '2'}});
  const found = cloud.images.get(previous.after.id)!;
  found.hw_theirs = 'stays';
  const wanted = argsOf({properties: {os_distro: 'ubuntu', hw_a: '1', 'a/b~c': 'new'}, visibility: 'private'});
  expect(await step.apply(wanted, {previous}, context)).toMatchObject({id: previous.after.id});
  expect(found).toMatchObject({
    os_distro: 'ubuntu',
    hw_a: '1',
    'a/b~c': 'new',
    hw_theirs: 'stays',
    visibility: 'private',
  });
  expect(found).not.toHaveProperty('hw_b');
});

test('what is taken back is what was made, though a run ended in the middle', async () => {
  const {args, before} = await make();
  cloud.images.set('theirs', {...[...cloud.images.values()][0]!, id: 'theirs', devstack_source_sha256: undefined});
  expect(await step.revert({args, before}, context)).toEqual([]);
  expect([...cloud.images.keys()]).toEqual(['theirs']);
  expect(await step.revert({args, before}, context)).toEqual([]);
});

test('an image that was there before with the same content stays', async () => {
  const first = await make();
  const second = await make();
  expect(second.after.id).toBe(first.after.id);
  await step.revert(second, context);
  expect(cloud.stored).toEqual(['x qcow2 active']);
});

test('a protected image stays and is named', async () => {
  const previous = await make();
  cloud.images.get(previous.after.id)!.protected = true;
  expect(await step.revert(previous, context)).toEqual([
    {what: `image x (${previous.after.id})`, why: 'somebody has protected it'},
  ]);
});

test('a cloud that is down has nothing to take back', async () => {
  const previous = await make();
  await cloud.stop();
  expect(await step.revert(previous, context)).toEqual([]);
  cloud = await FakeCloud.start();
});

test('an image that is built here is built, uploaded, and left alone by the next run', async () => {
  const image = {location: 'build+tiny:image'};
  await step.check(argsOf(image));
  const previous = await make(image);
  expect(cloud.stored).toEqual(['x qcow2 active']);
  expect(await step.probe(previous.args, previous, context)).toBe('present');
  const again = await step.apply(previous.args, {previous}, context);
  expect({built: builder.built, again}).toEqual({built: 1, again: previous.after});
});

test('a build that no plugin knows, or that cannot be made here, is refused before anything is done', async () => {
  await expect(step.check(argsOf({location: 'build+huge:image'}))).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_CONFIG_VALUE',
    message: "cannot build image x: no installed plugin builds 'huge'; devstack itself builds 'tiny'",
  });
  builder.why = 'this machine has no apt-get';
  await expect(step.check(argsOf({location: 'build+tiny:image'}))).rejects.toThrow(
    'cannot build image x: this machine has no apt-get',
  );
});
