import type {Argv, Host} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {UserStep} from './user-step.ts';

const args = {name: 'devstack', home: '/opt/openstack', comment: 'OpenStack services'};

/** A machine with these files in /etc, where these processes run. */
function machineWith({files, pids}: {readonly files: readonly string[]; readonly pids: readonly number[]}) {
  const done: string[] = [];
  const host = {
    list: async () => files,
    stat: async (path: string) => (pids.some((pid) => path === `/proc/${pid}`) ? {} : undefined),
    readText: async () => 'root:x:0:0::/root:/bin/sh\n',
    remove: async (path: string) => void done.push(`remove ${path}`),
    run: async (argv: Argv) => {
      done.push(argv.join(' '));
      return {code: 0};
    },
  };
  return {step: new UserStep(host as unknown as Host), done};
}

test('what programs that were killed locked accounts with goes with the account', async () => {
  const before = await machineWith({files: ['group', 'group-', 'passwd.12'], pids: []}).step.capture(args);
  const files = ['group', 'group.78', 'gshadow.79', 'passwd.12', 'passwd.bak', 'shadow.80'];
  const {step, done} = machineWith({files, pids: [80]});
  expect(await step.revert({args, before, after: null})).toEqual([]);
  expect(done).toEqual(['userdel devstack', 'remove /etc/group.78', 'remove /etc/gshadow.79']);
});

test('an account that was there before stays, and nothing is touched', async () => {
  const {step, done} = machineWith({files: ['group.78'], pids: []});
  expect(await step.revert({args, before: {existed: true, locks: []}, after: null})).toEqual([]);
  expect(done).toEqual([]);
});
