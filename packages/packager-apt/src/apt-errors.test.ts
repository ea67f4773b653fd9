import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {aptError, isLocked, isOutdated, unknownPackages} from './apt-errors.ts';

const failed = (stderr: string, stdout = '') => ({code: 100, stdout, stderr});
const errorOf = (stderr: string, stdout = '') => aptError('install packages sl', failed(stderr, stdout), false);

test('a server that cannot be resolved is named', () => {
  const error = errorOf(readFileSync(join(import.meta.dirname, 'fixtures/unreachable.txt'), 'utf8'));
  expect(error.code).toBe('DEVSTACK_ERR_NETWORK');
  expect(error.message).toBe('cannot install packages sl: mirror.example.org cannot be reached');
  expect(error.output).toHaveLength(3);
});

test('a server that refuses or does not answer is named', () => {
  const refused =
    'E: Failed to fetch http://127.0.0.1:9/d/sl.deb  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)';
  expect(errorOf(refused).message).toBe('cannot install packages sl: 127.0.0.1 cannot be reached');
  const silent = 'Err:1 https://mirror.example.org/debian sid InRelease\n  Connection timed out [IP: 192.0.2.1 443]';
  expect(errorOf('', silent).message).toBe('cannot install packages sl: mirror.example.org cannot be reached');
});

test('unknown packages and versions are named, with what was tried', () => {
  const stderr =
    "E: Unable to locate package a\nE: Package 'b' has no installation candidate\nE: Version '9.*' for 'c' was not found\n";
  expect(unknownPackages(stderr)).toEqual(['a', 'b', 'c=9.*']);
  const error = aptError('install packages a', failed(stderr), true);
  expect(error.code).toBe('DEVSTACK_ERR_PACKAGES');
  expect(error.message).toBe('cannot install packages a: apt does not know a, b, c=9.*, also after apt-get update');
  expect(error.suggestions).toEqual(['apt-cache policy a b c']);
});

test('a full disk is one, however apt puts it', () => {
  expect(errorOf("E: You don't have enough free space in /var/cache/apt/archives/.").code).toBe(
    'DEVSTACK_ERR_DISK_FULL',
  );
  const dpkg =
    'dpkg: error processing archive sl.deb (--unpack):\n cannot copy extracted data: No space left on device';
  expect(errorOf(dpkg).code).toBe('DEVSTACK_ERR_DISK_FULL');
});

test('a package that cannot be configured is named with what dpkg says of it', () => {
  const stderr =
    'dpkg: error processing package sl (--configure):\n installed sl package post-installation script subprocess returned error exit status 1\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n';
  expect(errorOf(stderr)).toMatchObject({
    code: 'DEVSTACK_ERR_PACKAGES',
    message:
      'cannot install packages sl: processing package sl (--configure): installed sl package post-installation script subprocess returned error exit status 1',
  });
});

test('a lock that somebody holds is worth waiting for, a lack of rights is not', () => {
  expect(isLocked(failed('dpkg: error: dpkg frontend lock was locked by another process with pid 34'))).toBe(true);
  expect(isLocked(failed('E: Could not get lock /var/lib/apt/lists/lock. It is held by process 34 (perl)'))).toBe(true);
  const rights = 'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?';
  expect(isLocked(failed(rights))).toBe(false);
});

test('a file that the server no longer has is a reason to fetch the lists again', () => {
  expect(isOutdated(failed('E: Failed to fetch http://a/b.deb  404  Not Found [IP: 192.0.2.1 80]'))).toBe(true);
  expect(isOutdated(failed('E: Failed to fetch http://a/b.deb  403  Forbidden'))).toBe(false);
});
