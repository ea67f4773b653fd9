import {describe, expect, test} from 'vitest';
import {parseLock, renderLock} from './lock-file.ts';
import {selectFromLock, selectFromLocks} from './lock-selection.ts';

const LOCK = `# made by uv
flask==3.1.3 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
    # via
    #   -r -
    #   keystone
keystone==30.0.0 \\
    --hash=sha256:bb
    # via -r -
legacy-cgi==2.6.4 ; python_full_version >= '3.13' \\
    --hash=sha256:cc
    # via webob
oslo-db==18.1.1 \\
    --hash=sha256:dd
    # via keystone
pymysql==1.2.4 \\
    --hash=sha256:ee
    # via -r -
webob==1.8.11 \\
    --hash=sha256:ff
    # via oslo-db
`;
const lock = parseLock(LOCK, 'a.lock');
const names = (entries: readonly {readonly name: string}[]): string[] => entries.map(({name}) => name);

describe('selectFromLock', () => {
  test('takes a requirement and everything that is there because of it', () => {
    const {pinned, unlocked} = selectFromLock(lock, ['keystone==30.0.0']);
    expect(names(pinned)).toEqual(['flask', 'keystone', 'legacy-cgi', 'oslo-db', 'webob']);
    expect(unlocked).toEqual([]);
  });

  test('leaves out what nobody asked for', () => {
    expect(names(selectFromLock(lock, ['PyMySQL']).pinned)).toEqual(['pymysql']);
  });

  test('keeps markers and every hash', () => {
    const {pinned} = selectFromLock(lock, ['Oslo.DB>=18', 'flask']);
    expect(pinned.find(({name}) => name === 'legacy-cgi')?.marker).toBe("python_full_version >= '3.13'");
    expect(pinned.find(({name}) => name === 'flask')?.hashes).toEqual(['sha256:aa', 'sha256:ab']);
  });

  test('names what no lock knows', () => {
    expect(selectFromLock(lock, ['PyMySQL', 'swift[keystone]>=2']).unlocked).toEqual(['swift[keystone]>=2']);
  });
});

describe('selectFromLocks', () => {
  test('unites locks that agree, and their hashes', () => {
    const other = 'webob==1.8.11 \\\n    --hash=sha256:f0\n    # via nova\nnova==34.0.0 \\\n    --hash=sha256:99\n';
    const {pinned} = selectFromLocks(
      [
        {name: 'a.lock', text: LOCK},
        {name: 'b.lock', text: other},
      ],
      ['keystone', 'nova'],
    );
    expect(names(pinned)).toContain('nova');
    expect(pinned.find(({name}) => name === 'webob')).toMatchObject({
      hashes: ['sha256:f0', 'sha256:ff'],
      via: ['nova', 'oslo-db'],
    });
  });

  test('names both locks when they contradict each other', () => {
    const locks = [
      {name: 'keystone 2026.2.lock', text: LOCK},
      {name: 'nova 2026.2.lock', text: 'webob==1.9 \\\n    --hash=sha256:f0\n'},
    ];
    expect(() => selectFromLocks(locks, ['keystone'])).toThrow(
      'cannot install webob: keystone 2026.2.lock has 1.8.11, nova 2026.2.lock has 1.9',
    );
  });

  test('refuses a requirement that the lock was not made for', () => {
    expect(() => selectFromLocks([{name: 'a.lock', text: LOCK}], ['keystone==29.0.1'])).toThrow(
      'cannot install keystone==29.0.1: a.lock has keystone 30.0.0',
    );
  });

  test('installs for every Python when one lock wants something on some, and another on all', () => {
    const locks = [
      {name: 'a.lock', text: LOCK},
      {name: 'b.lock', text: 'legacy-cgi==2.6.4 \\\n    --hash=sha256:cc\n    # via x\n'},
    ];
    expect(selectFromLocks(locks, ['legacy_cgi']).pinned[0]?.marker).toBe('');
  });
});

test('a lock reads back as it was written', () => {
  expect(parseLock(renderLock(lock, {header: ['a comment']}), 'a.lock')).toEqual(lock);
  expect(renderLock(lock.toReversed())).toBe(renderLock(lock));
});

test('a lock on single lines, as other tools write it, reads the same', () => {
  const text = "six==1.17.0 ; python_version >= '3' --hash=sha256:aa --hash=sha256:bb\n";
  expect(parseLock(text, 'a.lock')).toEqual([
    {name: 'six', version: '1.17.0', marker: "python_version >= '3'", hashes: ['sha256:aa', 'sha256:bb'], via: []},
  ]);
});

test('a line of a lock that is not understood is an error, never ignored', () => {
  expect(() => parseLock('six>=1.17.0 --hash=sha256:aa', 'a.lock')).toThrow("cannot read a.lock: 'six>=1.17.0");
  expect(() => parseLock('six @ git+https://x.example/six', 'a.lock')).toThrow('is not a version with a hash');
  expect(() => parseLock('six==1.17.0', 'a.lock')).toThrow("cannot read a.lock: 'six==1.17.0' is not a version");
});
