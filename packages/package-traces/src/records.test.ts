import {expect, test} from 'vitest';
import {newSystemAccounts, parseAccounts, sameAccounts} from './accounts.ts';
import {type Begun, continueBegun, hasHappened, isSettled, type Transaction, versionsToRestore} from './records.ts';

const begun: Begun = {
  version: 1,
  firstAt: 100,
  at: 100,
  packages: ['keystone'],
  requested: ['keystone'],
  upgraded: {'perl-base': {from: '1', to: '2'}},
  unowned: ['/etc/mine'],
  users: {root: 0},
  groups: {root: 0},
};
const transaction: Transaction = {
  begunAt: 100,
  packages: ['keystone'],
  requested: ['keystone'],
  upgraded: {},
  users: {},
  groups: {},
  directories: [],
  paths: [],
};

test('what the first attempt found before it did anything is what counts', () => {
  const second = {
    ...begun,
    firstAt: 900,
    at: 900,
    packages: ['glance'],
    requested: ['glance'],
    unowned: ['/etc/xml'],
    upgraded: {},
  };
  expect(continueBegun(begun, second)).toEqual({
    ...begun,
    at: 900,
    packages: ['keystone', 'glance'],
    requested: ['keystone', 'glance'],
  });
});

test('a transaction is settled when its own end is on record', () => {
  expect(isSettled(begun, {version: 1, transactions: [transaction]})).toBe(true);
  expect(isSettled(begun, {version: 1, transactions: [{...transaction, begunAt: 99}]})).toBe(false);
});

test('a transaction that changed nothing did not happen', () => {
  expect(hasHappened(begun, new Map([['perl-base', '1']]))).toBe(false);
  expect(hasHappened(begun, new Map([['perl-base', '2']]))).toBe(true);
  expect(
    hasHappened(
      begun,
      new Map([
        ['perl-base', '1'],
        ['keystone', '1'],
      ]),
    ),
  ).toBe(true);
});

test('an upgraded package goes back through all transactions, unless someone upgraded it since', () => {
  const first = {...transaction, upgraded: {perl: {from: '1', to: '2'}, ssl: {from: '1', to: '2'}}};
  const second = {...transaction, upgraded: {perl: {from: '2', to: '3'}}};
  const installed = new Map([
    ['perl', '3'],
    ['ssl', '9'],
  ]);
  expect(versionsToRestore([first, second], installed)).toEqual({perl: '1'});
});

test('the accounts of packages are those that are new and not of people', () => {
  const before = parseAccounts('root:x:0:0:root:/root:/bin/sh\n');
  const now = parseAccounts(
    'root:x:0:0:root:/root:/bin/sh\nredis:x:101:102::/:/bin/false\ndev:x:1000:1000::/:/bin/sh\n',
  );
  expect(newSystemAccounts(before, now)).toEqual({redis: 101});
});

test('an account of the same name with another id is somebody else', () => {
  expect(sameAccounts({redis: 101, memcache: 102}, {redis: 101, memcache: 105})).toEqual(['redis']);
});
