import {expect, test} from 'vitest';
import {viewArguments} from './npm-view.ts';
import {parseNpmView} from './npm-view-output.ts';

test('one version is the candidate, and of several the last', () => {
  const one = {name: 'x', version: '1.0.0', devstack: {api: 1}};
  expect(parseNpmView(JSON.stringify(one), 'x@1')).toEqual(one);
  expect(parseNpmView(JSON.stringify([{...one, version: '0.9.0'}, one]), 'x@1')).toEqual(one);
});

test.each([
  [
    {code: 'E404', summary: 'Not Found - GET x'},
    'DEVSTACK_ERR_NOT_FOUND',
    'cannot install x@1: it is not in the registry',
  ],
  [
    {code: 'ETARGET', summary: 'No matching'},
    'DEVSTACK_ERR_NOT_FOUND',
    'cannot install x@1: it is not in the registry',
  ],
  [
    {code: 'ECONNREFUSED', summary: 'connect ECONNREFUSED 127.0.0.1:9\nat line two'},
    'DEVSTACK_ERR_NETWORK',
    'cannot reach the registry for x@1: connect ECONNREFUSED 127.0.0.1:9',
  ],
])('the error %j is told apart', (error, code, message) => {
  expect(() => parseNpmView(JSON.stringify({error}), 'x@1')).toThrow(expect.objectContaining({code, message}));
});

test('no answer is a network error', () => {
  expect(() => parseNpmView('', 'x@1')).toThrow('cannot ask the registry for x@1: npm printed no answer');
});

test('npm is asked once, and does not try again', () => {
  const argv = viewArguments('x@1');
  expect(argv.slice(0, 2)).toEqual(['view', 'x@1']);
  expect(argv).toContain('--fetch-retries=0');
});

test('what npm says of the archive, of who published it and when is taken from where it says it', () => {
  const viewed = {
    name: 'x',
    version: '1.0.0',
    _npmUser: 'a <a@x>',
    dist: {integrity: 'sha512-a', tarball: 'http://r/x'},
    time: {created: '2026-01-01', modified: '2026-03-01', '0.9.0': '2026-01-01', '1.0.0': '2026-02-01'},
    versions: '1.0.0',
  };
  expect(parseNpmView(JSON.stringify(viewed), 'x@1')).toEqual({
    name: 'x',
    version: '1.0.0',
    publisher: 'a <a@x>',
    integrity: 'sha512-a',
    resolved: 'http://r/x',
    releases: {'1.0.0': '2026-02-01'},
  });
});
