import {expect, test} from 'vitest';
import {explainFailure, parseProgressLine} from './uv-output.ts';

const explain = (output: string): {code: string; message: string; output: readonly string[]} =>
  explainFailure('install keystone into /x', output, 2);

test('a host that cannot be reached is named', () => {
  const said = `Using Python 3.11.2 environment at: e5
error: Request failed after 3 retries in 8.7s
  cause: Failed to fetch: https://u:secret@m.example/simple/six/
  cause: error sending request for url (https://m.example/simple/six/)
  cause: tcp connect error
  cause: Connection refused (os error 111)`;
  const error = explain(said);
  expect(error).toMatchObject({
    code: 'DEVSTACK_ERR_NETWORK',
    message: 'cannot install keystone into /x: m.example cannot be reached',
  });
  expect(error.output.join('\n')).not.toContain('secret');
  expect(error.output).toContain('  cause: Connection refused (os error 111)');
});

test('a full disk is more telling than the file that did not fit', () => {
  const said = `error: Failed to install: wcwidth-0.9.4.whl (wcwidth==0.9.4)
  cause: failed to copy file from /a to /b: No space left on device (os error 28)`;
  expect(explain(said)).toMatchObject({code: 'DEVSTACK_ERR_DISK_FULL'});
});

test('a changed file is named', () => {
  const said = 'error: Failed to download `six==1.17.0`\n  cause: Hash mismatch for `six==1.17.0`';
  expect(explain(said)).toMatchObject({
    code: 'DEVSTACK_ERR_CHECKSUM',
    message: 'cannot install keystone into /x: six==1.17.0 is not the file that the lock names',
  });
});

test('an interpreter that is too old is named with what is needed', () => {
  const said = `error: No solution found when resolving dependencies
  cause: Because the current Python version (3.9.2) does not satisfy Python>=3.11 and keystone==30.0.0 depends on Python>=3.11, we can conclude that keystone==30.0.0 cannot be used.`;
  expect(explain(said)).toMatchObject({
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    message: 'cannot install keystone into /x: keystone==30.0.0 needs Python >=3.11, this is 3.9.2',
  });
});

test('a name or version that the index does not have is named', () => {
  expect(
    explain('cause: Because nonesuch was not found in the package registry and you require nonesuch').message,
  ).toBe('cannot install keystone into /x: the index does not have nonesuch');
  expect(explain('cause: Because there is no version of six==999 and you require six==999').message).toBe(
    'cannot install keystone into /x: the index does not have six==999',
  );
});

test('what nobody foresaw keeps the exit status and the words of uv', () => {
  expect(explain('error: something new')).toMatchObject({
    code: 'DEVSTACK_ERR_PACKAGES',
    message: 'cannot install keystone into /x: uv exited with 2',
    output: ['error: something new'],
  });
});

test('a line is progress when it says how far uv is', () => {
  expect(parseProgressLine('Installed 98 packages in 0.2s')).toBe('Installed 98 packages in 0.2s');
  expect(parseProgressLine(' + six==1.17.0')).toBeUndefined();
});
