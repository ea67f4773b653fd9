import {expect, test} from 'vitest';
import type {LockedPlugin} from './lock-file.ts';
import type {Candidate} from './plugin-candidate.ts';
import {describeRequest, needsConsent} from './trust.ts';

const vault = (privileged?: unknown, more: Partial<Candidate> = {}): Candidate => ({
  name: '@acme/plugin-vault',
  version: '1.1.0',
  publisher: 'road-runner',
  devstack: {api: 1, provides: {component: {vault: {summary: 's', ...(privileged === undefined ? {} : {privileged})}}}},
  ...more,
});
const locked: LockedPlugin = {
  version: '1.0.0',
  resolved: 'x',
  integrity: 'x',
  digest: 'x',
  brought: {},
  publisher: 'road-runner',
  privileged: ['component vault: packages'],
};
const PACKAGES = {packages: 'it is made of them'};

test('what a plugin does as root is shown before its code is loaded', () => {
  expect(describeRequest(vault({...PACKAGES, command: 'it formats a disk'}))).toEqual(
    expect.arrayContaining([
      '  provides   component vault',
      '  as root    component vault: packages, because it is made of them',
      '  as root    component vault: command, because it formats a disk',
    ]),
  );
  expect(describeRequest(vault())).toContain('  as root    nothing');
});

test('an update by the same hands is asked about only when it wants to do more as root', () => {
  expect(needsConsent(vault(PACKAGES), locked)).toBe(false);
  expect(needsConsent(vault(), locked)).toBe(false);
  expect(needsConsent(vault({...PACKAGES, command: 'new'}), locked)).toBe(true);
  expect(needsConsent(vault(PACKAGES, {publisher: 'coyote'}), locked)).toBe(true);
  expect(needsConsent(vault(PACKAGES), undefined)).toBe(true);
  expect(needsConsent(vault({command: 'x'}, {name: '@devstack/plugin-vault'}), undefined)).toBe(false);
});

test('a manifest of any shape is shown, and cannot move the cursor', () => {
  const hostile = vault({'x\u001b[2J': 'y\n  publisher  devstack'}, {publisher: 'a\u001b[1A'});
  for (const line of describeRequest(hostile)) expect(line).not.toMatch(/\p{Cc}/u);
  for (const odd of [
    null,
    3,
    'x',
    [1],
    {component: null},
    {component: {vault: null}},
    {component: {vault: {privileged: 3}}},
  ]) {
    const {name, version} = vault();
    expect(describeRequest({name, version, devstack: {api: 1, provides: odd}})).toContain('  as root    nothing');
  }
});
