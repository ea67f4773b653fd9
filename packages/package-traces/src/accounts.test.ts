import {expect, test} from 'vitest';
import {newSystemAccounts} from './accounts.ts';

test('accounts that packages bring are found, of whichever range Debian gives them, and people are not', () => {
  const before = {root: 0, me: 1000};
  const now = {...before, keystone: 105, glance: 64_062, you: 1001, nobody: 65_534};
  expect(newSystemAccounts(before, now)).toEqual({keystone: 105, glance: 64_062});
});
