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

async function failureOf(work: Promise<unknown>): Promise<DevstackError> {
  const failure = await work.catch((error: unknown) => error);
  expect(DevstackError.is(failure)).toBe(true);
  return failure as DevstackError;
}

test('a guest that does not get there is shown by its last lines', async () => {
  const lines = Array.from({length: 40}, (_, index) => `line ${index}`);
  const waiting = consoleThatSays(lines.join('\r\n')).untilSaid('reach user space', /user space/, 0);
  const {message, output} = await failureOf(waiting);
  expect(message).toBe('cannot bring the guest to reach user space: its console does not say so after 0 s');
  expect(output).toHaveLength(15);
  expect(output.at(-1)).toBe('console: line 39');
});

test('nobody waits longer when a guest says that there is no hope', async () => {
  const unbootable = 'Booting from Hard Disk...\nBoot failed: not a bootable disk\n\nNo bootable device.\n';
  const {message, output, suggestions} = await failureOf(
    consoleThatSays('SeaBIOS', unbootable).untilSaid('reach user space', /user space/, 60_000),
  );
  expect(message).toBe('cannot bring the guest to reach user space: its image is not bootable');
  expect(output.at(-1)).toBe('console: No bootable device.');
  expect(suggestions[0]).toMatch(/devstack image upload tiny tiny.qcow2$/);
  expect((await failureOf(consoleThatSays(unbootable).untilLoaded())).message).toContain('its image is not bootable');
  const panic = consoleThatSays('[ 1.2] Kernel panic - not syncing: VFS').untilSaid('x', /x x/, 60_000);
  expect((await failureOf(panic)).message).toContain('its kernel panicked');
});

test('a guest is loaded when somebody speaks after its firmware', async () => {
  const firmware = 'SeaBIOS (version 1.16.2)\n\nBooting from Hard Disk...\n';
  const started = Date.now();
  await consoleThatSays('', firmware, `${firmware}\nSYS`, `${firmware}\nSYSLINUX 6.04\nLoading`).untilLoaded();
  expect(Date.now() - started).toBeGreaterThanOrEqual(300);
  await consoleThatSays(
    `${firmware}Boot failed: could not read\n\nBooting from Floppy...\nGRUB loading.\n`,
  ).untilLoaded();
});

test('an empty console is called so', async () => {
  await expect(consoleThatSays('').untilSaid('reach user space', /user space/, 0)).rejects.toThrow(
    'its console is empty',
  );
});
