import {appendFile, mkdtemp, readFile, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {beforeEach, describe, expect, test} from 'vitest';
import type {TraceRecord} from './records.ts';
import {readTrace, Trace} from './trace-file.ts';

let file: string;

beforeEach(async () => {
  file = path.join(await mkdtemp(path.join(os.tmpdir(), 'devstack-trace-')), 'trace.jsonl');
  await writeFile(file, '{"v":1,"t":"root","made":["/opt/openstack"]}\n');
});

function intent(id: string, args = {path: '/x'}): TraceRecord {
  const step = {id, kind: 'file', args, components: ['keystone'], needs: []};
  return {v: 1, t: 'intent', step, digest: 'd', inputs: '', before: {was: 'absent'}};
}

describe('a trace', () => {
  test('that does not exist is no error', async () => {
    expect(await readTrace(`${file}.none`)).toBeUndefined();
  });

  test('remembers what was appended when it is read again', async () => {
    const trace = await Trace.open(file);
    await trace.append(intent('a'));
    await trace.append({v: 1, t: 'done', id: 'a', after: {content: 'sha256:1'}, ms: 5});
    await trace.close();
    const state = await readTrace(file);
    expect(state?.made).toEqual(['/opt/openstack']);
    expect(state?.entries.get('a')).toMatchObject({state: 'done', after: {content: 'sha256:1'}, ms: 5});
  });

  test('shows an intent without an end as such, with its pre-image', async () => {
    const trace = await Trace.open(file);
    await trace.append(intent('a'));
    await trace.close();
    const entry = (await readTrace(file))?.entries.get('a');
    expect(entry).toMatchObject({state: 'intent', before: {was: 'absent'}});
    expect(entry?.after).toBeUndefined();
  });

  test('forgets what was reverted', async () => {
    const trace = await Trace.open(file);
    await trace.append(intent('a'));
    await trace.append({v: 1, t: 'reverting', id: 'a'});
    await trace.append({v: 1, t: 'reverted', id: 'a'});
    await trace.close();
    expect((await readTrace(file))?.entries.size).toBe(0);
  });

  test('ignores a torn last line and goes on after it', async () => {
    await appendFile(file, '{"v":1,"t":"inte');
    const trace = await Trace.open(file);
    await trace.append(intent('a'));
    await trace.close();
    expect([...((await readTrace(file))?.entries.keys() ?? [])]).toEqual(['a']);
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(2);
  });

  test('with a broken line in the middle says where', async () => {
    await appendFile(file, 'nonsense\n{"v":1,"t":"end","at":"","outcome":"done"}\n');
    await expect(readTrace(file)).rejects.toSatisfy(
      (error) => DevstackError.is(error) && error.message.includes(`${file}:2`) && error.code === 'DEVSTACK_ERR_TRACE',
    );
  });

  test('of a newer version is refused, not guessed at', async () => {
    await appendFile(file, '{"v":2,"t":"new"}\n');
    await expect(readTrace(file)).rejects.toThrow('its version is 2');
  });

  test('keeps the order of many records that are appended at once', async () => {
    const trace = await Trace.open(file);
    await Promise.all(Array.from({length: 200}, (_, index) => trace.append(intent(`step-${index}`))));
    await trace.close();
    const keys = [...((await readTrace(file))?.entries.keys() ?? [])];
    expect(keys).toEqual(Array.from({length: 200}, (_, index) => `step-${index}`));
  });
});
