import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {SystemdRunner} from './systemd-runner.ts';

const host = createTestHost();
const spec = {
  id: 'keystone/api',
  argv: ['/bin/true'] as const,
  cwd: '/',
  logFile: '/nowhere/log',
  runDirectory: '/nowhere/run',
  stop: {signal: 'SIGTERM', graceMs: 1000} as const,
  restart: {when: 'never', limit: 0, windowMs: 1000} as const,
};

test('where systemd does not run the machine, the runner says so and what to do', async () => {
  const elsewhere = {
    ...host,
    which: async (program: string) => `/usr/bin/${program}`,
    stat: async () => undefined,
  };
  expect(await new SystemdRunner(elsewhere).probe()).toEqual({
    usable: false,
    why: 'systemd does not run this machine (it is not process 1)',
    fix: 'use another runner: --runner fork',
  });
  const bare = {...host, which: async () => undefined};
  expect(await new SystemdRunner(bare).probe()).toMatchObject({why: "there is no program 'systemctl'"});
});

test('a user who does not linger is told how to', async () => {
  const facts = {...(await host.facts()), uid: 1000, user: 'dev'};
  const own = {
    ...host,
    facts: async () => facts,
    which: async (program: string) => `/usr/bin/${program}`,
    stat: async (path: string) => (path === '/run/systemd/system' ? host.stat('/') : undefined),
  };
  expect(await new SystemdRunner(own).probe()).toEqual({
    usable: false,
    why: 'services of dev end when dev logs out',
    fix: 'sudo loginctl enable-linger dev',
  });
});

test('a variable that systemd would drop is an error before anything is written', async () => {
  const runner = new SystemdRunner({...host, run: () => Promise.reject(new Error('ran something'))});
  await expect(runner.start({...spec, env: {BELL: 'a\u0007'}})).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_RUNNER',
    message: "cannot start keystone/api: systemd does not take the environment variable 'BELL'",
  });
});
