import {credentialsFrom, openSession} from '@devstack/openstack';
import {DevstackError} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {ENVIRONMENT, FakeCompute} from '../testing/fake-compute.ts';
import {GuestConsole} from './guest-console.ts';
import {Trial} from './trial.ts';

function consoleThatSays(...texts: readonly string[]): GuestConsole {
  const left = [...texts];
  const next = () => (left.length > 1 ? left.shift() : left[0]);
  const compute = new FakeCompute().on('POST /servers/s1/action', () => [200, {output: next()}]);
  const session = openSession(compute, credentialsFrom({...ENVIRONMENT, OS_PASSWORD: 'pw'}));
  return new GuestConsole(new Trial(session, new AbortController().signal, () => undefined), 's1');
}

test('waits until a guest says something', async () => {
  const console = consoleThatSays('', 'Booting', 'Booting\nuser space is up');
  await console.untilSaid('reach user space', /user space/, 5000);
  expect(await console.read()).toBe('Booting\nuser space is up');
});

test('a guest that does not boot is shown by its last lines', async () => {
  const lines = Array.from({length: 40}, (_, index) => `line ${index}`);
  const console = consoleThatSays([...lines, 'No bootable device.'].join('\r\n'));
  const failure = await console.untilSaid('reach user space', /user space/, 0).catch((error: unknown) => error);
  expect(DevstackError.is(failure)).toBe(true);
  const {message, output} = failure as DevstackError;
  expect(message).toBe('cannot bring the guest to reach user space: its console does not say so after 0 s');
  expect(output).toHaveLength(15);
  expect(output.at(-1)).toBe('console: No bootable device.');
});

test('an empty console is called so', async () => {
  await expect(consoleThatSays('').untilSaid('reach user space', /user space/, 0)).rejects.toThrow(
    'its console is empty',
  );
});
