import {expect, test} from 'vitest';
import {portInUse, programName} from './ports.ts';

test.each([
  ['/usr/bin/node\0server.js\0', 'node'],
  ['nginx: master process /usr/sbin/nginx -g daemon off;', 'nginx'],
  ['', ''],
])('a program whose command line is %j is called %j', (commandLine, name) => {
  expect(programName(commandLine)).toBe(name);
});

test('says whom to ask about a port, and where its option is', () => {
  const {message, suggestions} = portInUse('keystone/api', 5000, undefined);
  expect(message).toBe('cannot start keystone/api: port 5000 is held by another program');
  expect(suggestions).toEqual([
    "see who it is with: ss -ltnp 'sport = :5000'",
    'or give keystone/api another port: the options of keystone are in devstack config show',
  ]);
});
