import type {ServiceSpec} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {launchCommand, serviceDirectory, signalCommand} from './shim-commands.ts';

const spec: ServiceSpec = {
  id: 'nova/api',
  argv: ['/bin/uwsgi', '--ini', 'a b'],
  cwd: '/srv',
  env: {PASSWORD: 'secret', PATH: '/bin'},
  logFile: '/log/api.log',
  runDirectory: '/run/nova',
  stop: {signal: 'SIGTERM', graceMs: 1},
  restart: {when: 'on-failure', limit: 5, windowMs: 60_000},
};

test('a launch names the variables in its arguments and has their values in its environment', () => {
  const {argv, env} = launchCommand('/run/nova/shim.sh', spec, 'some-id');
  const policy = ['on-failure', '5', '6000'];
  const names = 'PASSWORD PATH DEVSTACK_SERVICE';
  expect(argv).toEqual([
    ...['sh', '/run/nova/shim.sh', 'launch', '/run/nova/nova+api', 'some-id', '/log/api.log', '/srv'],
    ...[...policy, names, '/bin/uwsgi', '--ini', 'a b'],
  ]);
  expect(env).toEqual({
    DEVSTACK_SHIM: 'some-id',
    DEVSTACK_VALUE_0: 'secret',
    DEVSTACK_VALUE_1: '/bin',
    DEVSTACK_VALUE_2: 'some-id',
  });
});

test('services have directories of their own', () => {
  const directories = ['a/b', 'a+b', 'a%2Fb', '../b'].map((id) => serviceDirectory({...spec, id}));
  expect(directories).toEqual(['/run/nova/a+b', '/run/nova/a%2Bb', '/run/nova/a%252Fb', '/run/nova/..+b']);
});

test('a signal is for processes of a certain start time', () => {
  expect(signalCommand('SIGTERM', [{pid: 5, startTicks: 77}])).toEqual(['sh', '-s', '--', 'signal', 'TERM', '5:77']);
});
