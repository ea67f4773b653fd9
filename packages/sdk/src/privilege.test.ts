import {expect, test} from 'vitest';
import {privilegeOf} from './privilege.ts';
import {type StepDraft, step, stepOf} from './step.ts';

const root = '/opt/openstack';
const file = (path: string): StepDraft => step('file', path, {path, mode: 0o644, content: 'x'});

test.each([
  ['packages', step('packages', 'distro', {requests: [{name: 'python3'}]})],
  ['user', step('user', 'x', {name: 'x', home: '/', comment: ''})],
  ['route', step('route', 'x', {to: '172.24.4.0/24'})],
  ['command', step('command', 'x', {argv: ['mkfs'], as: 'root', undo: 'inside'})],
  ['command', step('command', 'x', {argv: ['mkfs'], privileged: 'it is a disk', undo: 'inside'})],
  ['service', step('service', 'x', {name: 'x', argv: ['x'], as: 'root'})],
  ['volume', stepOf('volume', 'x', {as: 'root'})],
  ['file', file('/etc/cron.d/x')],
  ['file', file('/opt/openstack-2/x')],
  ['file', file('/opt/openstack/../x')],
  ['symlink', step('symlink', '/usr/bin/x', {path: '/usr/bin/x', target: '/opt/openstack/x'})],
])('a step of kind %s has to be announced', (kind, draft) => {
  expect(privilegeOf(draft, root)).toBe(kind);
});

test.each([
  ['no packages', step('packages', 'distro', {requests: []})],
  ['a program of the account', step('command', 'x', {argv: ['db_sync'], undo: 'inside'})],
  ['a file of the installation', file('/opt/openstack/etc/x')],
  ['its root', step('directory', root, {path: root, mode: 0o755})],
])('%s needs no root', (_, draft) => {
  expect(privilegeOf(draft, root)).toBeUndefined();
});
