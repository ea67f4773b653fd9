import {expect, test} from 'vitest';
import {dnfError} from './dnf-errors.ts';

const failed = (stderr: string, stdout = '', code = 1) => ({code, stdout, stderr});
const explain = (result: ReturnType<typeof failed>, near: Record<string, string[]> = {}) =>
  dnfError('install packages x', result, new Map(Object.entries(near)));

test('a package that no source has is named, with those that are like it', () => {
  const result = failed(
    'No match for argument: middel\nNo match for argument: other-9.*\nError: Unable to find a match',
  );
  const error = explain(result, {middel: ['middle']});
  expect(error.code).toBe('DEVSTACK_ERR_PACKAGES');
  expect(error.message).toBe('cannot install packages x: no source of packages has middel, other-9.*; there is middle');
  expect(error.suggestions).toEqual(["dnf list --showduplicates 'middel*' 'other*'"]);
});

test.each([
  [
    "Cannot download repomd.xml: Curl error (6): Couldn't resolve host name for http://a.example/repomd.xml",
    'a.example',
  ],
  ['  - Curl error (28): Timeout was reached for https://b.example:8443/x [Connection timed out]', 'b.example:8443'],
])('%j is a matter of the network, even where a package is unknown because of it', (line, host) => {
  const error = explain(failed(`${line}\nNo match for argument: x`));
  expect([error.code, error.message]).toEqual([
    'DEVSTACK_ERR_NETWORK',
    `cannot install packages x: ${host} cannot be reached`,
  ]);
});

test('a full disk is told as such', () => {
  const error = explain(
    failed('Error Summary\nDisk Requirements:\n   At least 5MB more space needed on the / filesystem.'),
  );
  expect(error.code).toBe('DEVSTACK_ERR_DISK_FULL');
});

test('another dnf that works is told as such', () => {
  const error = explain(failed('Error: Failed to obtain the transaction lock (logged in as: root).', '', 200));
  expect(error.message).toContain('another dnf or rpm holds the lock');
  const named = explain(failed('RPMDB already locked by 1982\n  The application with PID 1982 is: dnf', '', 200));
  expect(named.message).toBe('cannot install packages x: another dnf (process 1982) holds the lock');
  expect(error.suggestions).toContain('ps -C dnf,dnf5,rpm,packagekitd');
});

test('what the solver says is the reason', () => {
  const solver =
    'Error: \n Problem: problem with installed package\n  - package enemy-1-1 conflicts with leaf\n  - conflicting requests';
  expect(explain(failed(solver)).message).toBe(
    'cannot install packages x: problem with installed package; package enemy-1-1 conflicts with leaf; conflicting requests',
  );
  expect(explain(failed('Error: GPG check FAILED')).message).toBe('cannot install packages x: GPG check FAILED');
  expect(explain(failed('', '', 3)).message).toBe('cannot install packages x: exit status 3');
});
