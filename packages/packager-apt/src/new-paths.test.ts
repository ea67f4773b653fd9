import {arrivedPaths, leftovers, parseListing, unownedPaths} from '@devstack/package-traces';
import {expect, test} from 'vitest';
import {parseOwners} from './path-owners.ts';

const list = (...paths: string[]) =>
  parseListing(
    paths.map((path) => `${path.endsWith('/') ? 'd' : 'f'} -1.-000000010 100.5 ${path.replace(/\/$/, '')}\0`).join(''),
  );
const own = (paths: Record<string, string[]>, diversions = '') =>
  parseOwners(
    Object.entries(paths)
      .flatMap(([name, all]) => all.map((path) => `/var/lib/dpkg/info/${name}.list:${path}`))
      .join('\n'),
    diversions,
    'amd64',
  );
const always = () => true;

test('times of birth count where the file system knows them', () => {
  expect(parseListing('f 50.25 100.5 /etc/a\0f -1.-000000010 100.5 /etc/b\0')).toEqual([
    {path: '/etc/a', type: 'f', since: 50.25},
    {path: '/etc/b', type: 'f', since: 100.5},
  ]);
});

test('logs that rotate and files of /usr/local are never looked at', () => {
  const listing = list('/var/log/syslog.1', '/var/log/a.log', '/usr/local/bin/mine', '/usr/local/lib/python3.11/');
  expect(listing.map(({path}) => path)).toEqual(['/var/log/a.log', '/usr/local/lib/python3.11']);
});

test('packages own what they ship under /lib and what they divert', () => {
  const owners = own({'libc6:amd64': ['/lib/ld.so']}, '/bin/sh\n/bin/sh.distrib\ndash\n');
  expect(owners.get('/usr/lib/ld.so')).toEqual(['libc6']);
  expect(owners.has('/usr/bin/sh.distrib')).toBe(true);
});

test('of a tree that nobody owns only the top is remembered', () => {
  const listing = list('/etc/', '/etc/mine/', '/etc/mine/a', '/etc/mine/b/', '/etc/other');
  expect(unownedPaths(listing, own({base: ['/etc']}))).toEqual(['/etc/mine', '/etc/other']);
});

test('what came with a transaction is new, in time, and without byte code in new directories', () => {
  const listing = list('/etc/', '/etc/xml/', '/etc/xml/catalog', '/etc/mine/', '/etc/mine/new', '/etc/late').concat(
    list(
      '/usr/lib/python3/',
      '/usr/lib/python3/six/',
      '/usr/lib/python3/six/__pycache__/',
      '/usr/lib/old/__pycache__/',
    ),
  );
  const owners = own({
    base: ['/etc', '/usr/lib/old'],
    'xml-core': ['/etc', '/etc/xml'],
    six: ['/usr/lib/python3', '/usr/lib/python3/six'],
  });
  const inTime = ({path}: {path: string}) => path !== '/etc/late';
  expect(arrivedPaths(listing, owners, new Set(['/etc/mine']), new Set(['xml-core', 'six']), inTime)).toEqual({
    directories: ['/etc/xml', '/usr/lib/python3'],
    paths: ['/etc/xml/catalog', '/usr/lib/old/__pycache__'],
  });
});

test('a directory that others own too, or that was there before, is not new', () => {
  const owners = own({user: ['/opt/a'], six: ['/opt/a', '/usr/b'], base: ['/usr']});
  const arrived = arrivedPaths(list('/opt/a/', '/usr/b/'), owners, new Set(['/usr/b']), new Set(['six']), always);
  expect(arrived.directories).toEqual([]);
});

test('what is left goes, deepest directory first', () => {
  const recorded = {directories: ['/etc/xml'], paths: ['/etc/xml/catalog', '/var/lib/x']};
  const listing = list('/etc/xml/', '/etc/xml/catalog', '/etc/xml/deep/', '/var/lib/x', '/etc/xml/deep/__pycache__/');
  expect(leftovers(listing, own({}), recorded)).toEqual({
    files: ['/etc/xml/catalog', '/var/lib/x'],
    directories: ['/etc/xml/deep/__pycache__', '/etc/xml/deep', '/etc/xml'],
    foreign: [],
  });
});

test('what appeared since stays, with the directories above it', () => {
  const listing = list('/etc/xml/', '/etc/xml/catalog', '/etc/xml/mine/', '/etc/xml/mine/notes');
  expect(leftovers(listing, own({}), {directories: ['/etc/xml'], paths: ['/etc/xml/catalog']})).toEqual({
    files: ['/etc/xml/catalog'],
    directories: [],
    foreign: ['/etc/xml/mine/notes'],
  });
});

test('what another package owns by now is its own business', () => {
  const owners = own({later: ['/etc/xml', '/etc/xml/catalog']});
  const found = leftovers(list('/etc/xml/', '/etc/xml/catalog', '/etc/xml/generated'), owners, {
    directories: ['/etc/xml'],
    paths: ['/etc/xml/catalog'],
  });
  expect(found).toEqual({files: [], directories: [], foreign: []});
});
