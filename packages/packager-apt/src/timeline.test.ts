import type {Begun} from '@devstack/package-traces';
import {expect, test} from 'vitest';
import {lastUnpacked} from './timeline.ts';

const begun = {version: 1, firstAt: 100, at: 600, packages: ['keystone'], requested: [], upgraded: {}} as const;
const rest: Pick<Begun, 'unowned' | 'users' | 'groups'> = {unowned: [], users: {}, groups: {}};

test('the first attempt ended soon after it unpacked its last package', () => {
  const times = '50.5 keystone:amd64.list\n150.5 keystone:amd64.list\n160.5 vim.list\n700.5 keystone:amd64.list\n';
  expect(lastUnpacked(times, {...begun, ...rest})).toBe(150.5);
  expect(lastUnpacked('', {...begun, ...rest})).toBe(100);
});
