import {expect, test} from 'vitest';
import type {LockedPlugin} from './lock-file.ts';
import type {Candidate} from './plugin-candidate.ts';
import {refuseNew, tooNewUntil} from './release-age.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const vault: Candidate = {
  name: '@acme/plugin-vault',
  version: '1.2.0',
  integrity: 'sha512-a',
  releases: {
    '0.9.0': '2026-10-01T00:00:00.000Z',
    '1.0.0': '2026-11-01T00:00:00.000Z',
    '1.1.0-rc.1': '2026-11-02T00:00:00.000Z',
    '1.1.0': '2026-11-18T00:00:00.000Z',
    '1.2.0': '2026-11-20T08:00:00.000Z',
    '2.0.0': '2026-11-03T00:00:00.000Z',
  },
};
const until = (candidate: Candidate, locked?: LockedPlugin) => tooNewUntil(candidate, locked, NOW)?.toISOString();

test('a version of others is too new for three days', () => {
  expect(until(vault)).toBe('2026-11-23T08:00:00.000Z');
  expect(until({...vault, version: '1.0.0'})).toBeUndefined();
});

test('one of ours, one that was agreed to, and one of which nobody knows when it was published are not', () => {
  const locked = {integrity: 'sha512-a'} as LockedPlugin;
  const {releases: _, ...ofAnArchive} = vault;
  expect(until({...vault, name: '@devstack/plugin-vault'})).toBeUndefined();
  expect(until(vault, locked)).toBeUndefined();
  expect(until(vault, {...locked, integrity: 'sha512-b'})).toBe('2026-11-23T08:00:00.000Z');
  expect(until(ofAnArchive)).toBeUndefined();
});

test('the refusal names the newest version before it that is old enough', () => {
  expect(() => refuseNew(vault, undefined, NOW)).toThrow(
    expect.objectContaining({
      code: 'DEVSTACK_ERR_PLUGIN_TRUST',
      message: expect.stringContaining('@acme/plugin-vault@1.2.0: it is too new until 2026-11-23T08:00:00.000Z'),
      suggestions: [
        'devstack plugins install @acme/plugin-vault@1.0.0',
        'to take it now: devstack plugins install @acme/plugin-vault@1.2.0 --allow-new',
      ],
    }),
  );
  expect(() => refuseNew({...vault, version: '1.0.0'}, undefined, NOW)).not.toThrow();
});
