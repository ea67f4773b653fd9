import {expect, test} from 'vitest';
import {engineSettings, hideValues} from './engine-settings.ts';

const config = {root: '/opt/cli', home: '/home/op', dataDir: '/data', plugins: new Map()};
const caller = {variables: {LANG: 'C'}, cwd: '/work', argv: ['up', '--set', 'keystone.admin_password=hunter2']};

test('flags that were not given are not in the settings', () => {
  expect(engineSettings(config, caller, {'no-prompt': true, directory: undefined})).toEqual({
    plugins: [],
    conf: '/opt/cli/conf',
    variables: {LANG: 'C'},
    cwd: '/work',
    home: '/home/op',
    commandLine: ['devstack', 'up', '--set', 'keystone.admin_password=•••'],
  });
});

test('flags are passed on under the names of the engine', () => {
  const flags = {directory: '/srv', persona: 'p', config: ['a.ini'], set: ['a.b=c'], runner: 'screen'};
  expect(engineSettings(config, caller, flags)).toMatchObject({
    directory: '/srv',
    persona: 'p',
    configFiles: ['a.ini'],
    set: ['a.b=c'],
    runner: 'screen',
  });
});

test('values that are set on the command line are hidden, keys stay', () => {
  expect(hideValues(['--set=a.b=c=d', '--set', 'e.f=g', 'x=y', '--set', 'broken'])).toEqual([
    '--set=a.b=•••',
    '--set',
    'e.f=•••',
    'x=y',
    '--set',
    'broken',
  ]);
});
