import {expect, test} from 'vitest';
import {checkCandidate} from './plugin-candidate.ts';

const candidate = {name: '@devstack/plugin-swift', version: '1.0.0', devstack: {api: 1}, oclif: {}};

test('a plugin for this contract is good, with and without a range of the SDK', () => {
  expect(() => checkCandidate(candidate, '0.1.0')).not.toThrow();
  expect(() => checkCandidate({...candidate, peerDependencies: {'@devstack/sdk': '^0.1.0'}}, '0.1.3')).not.toThrow();
  expect(() =>
    checkCandidate({...candidate, peerDependencies: {'@devstack/sdk': '^0.1.0'}}, '0.1.1-rc.1'),
  ).not.toThrow();
});

test.each([
  [{name: 'swift', version: '3.0.0'}, 'cannot install swift@3.0.0: it is not a devstack plugin'],
  [{...candidate, devstack: {api: 2}}, 'it has contract 2, this devstack has 1'],
  [{...candidate, devstack: {}}, 'it has contract undefined, this devstack has 1'],
  [
    {...candidate, peerDependencies: {'@devstack/sdk': '^9.0.0'}},
    'it needs @devstack/sdk ^9.0.0, this devstack has 0.1.0',
  ],
])('%j is refused', (refused, message) => {
  expect(() => checkCandidate(refused, '0.1.0')).toThrow(message);
});
