import type {ServiceSpec} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {attachCommand, closeCommand, isTooLong, openCommand, windowKey} from './screen-commands.ts';
import {renderScreenrc} from './screen-conf.ts';
import {parseWindowRecord} from './window-record.ts';

const spec: ServiceSpec = {
  id: 'nova/api',
  argv: ['/venv/bin/nova-api', '--debug'],
  cwd: '/',
  env: {PASSWORD: 'secret'},
  logFile: '/root/log/nova/api.log',
  runDirectory: '/root/run/nova',
  stop: {signal: 'SIGINT', graceMs: 2500},
  restart: {when: 'never', limit: 0, windowMs: 1000},
};
const launch = ['sh', '/shim.sh', 'launch', '/root/run/nova/nova+api'] as const;

test('a window is opened with everything but values of the environment', () => {
  expect(openCommand(spec, launch, '/window.sh', {user: 'devstack', group: 'users'})).toEqual([
    ...['sh', '-s', '--', 'open_window', '/root/run/screen', 'nova+api', 'nova/api', 'devstack', 'users', '/window.sh'],
    ...['INT', '250', 'sh', '/shim.sh', 'launch', '/root/run/nova/nova+api'],
  ]);
  expect(openCommand(spec, launch, '/window.sh', undefined).slice(7, 9)).toEqual(['', '']);
  expect(closeCommand('/root/run/screen', 'nova/api').slice(3)).toEqual([
    'close_window',
    '/root/run/screen',
    'nova+api',
  ]);
});

test('a terminal is attached with one command', () => {
  expect(attachCommand('/root/run/screen', 'nova/api').join(' ')).toBe(
    'env SCREENDIR=/root/run/screen screen -x devstack -p nova/api',
  );
});

test('what screen and shells replace is in no name of a window', () => {
  expect(windowKey({id: "a'b $HOME (c)/^X~"})).toBe('a%27b%20%24HOME%20%28c%29+%5EX%7e');
  expect(attachCommand('/s', "a'b$HOME^X").at(-1)).toBe('a%27b%24HOME%5eX');
});

test('a socket has a name of at most 107 characters', () => {
  const longest = `/${'x'.repeat(90)}`;
  expect(isTooLong(longest.slice(0, 90))).toBe(false);
  expect(isTooLong(longest)).toBe(true);
});

test('a directory is written into screenrc as screen reads it back', () => {
  const logfile = (directory: string) => /^logfile (.*)$/m.exec(renderScreenrc(directory))?.[1];
  expect(logfile('/root/run/screen')).toBe('"/root/run/screen/window-%n.log"');
  expect(logfile('/a "b" $HOME\\')).toBe('"/a \\"b\\" \\$HOME\\\\/window-%n.log"');
});

test('a record of a window is read when its first line is complete', () => {
  expect(parseWindowRecord('window 12 3456 boot id\nstarted id\n')).toEqual({bootId: 'boot', id: 'id'});
  expect(parseWindowRecord('window 12 3456 boot id')).toBeUndefined();
  expect(parseWindowRecord('started id\n')).toBeUndefined();
});
