import {expect, test} from 'vitest';
import {portInUse, programName} from './ports.ts';

test.each([
  ['/usr/bin/node\0server.js\0', 'node'],
  ['nginx: master process /usr/sbin/nginx -g daemon off;', 'nginx'],
  ['', ''],
])('a program whose command line is %j is called %j', (commandLine, name) => {
  expect(programName(commandLine)).toBe(name);
});

test.each([
  [5000, 15_000],
  [60_000, 50_000],
])('instead of port %i another one that exists is proposed: %i', (port, other) => {
  expect(portInUse('keystone/api', port, undefined).suggestions).toContainEqual(
    expect.stringContaining(`--set keystone.port=${other}`),
  );
});
