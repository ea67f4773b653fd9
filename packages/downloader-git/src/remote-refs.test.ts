import {expect, test} from 'vitest';
import {findRef, parseRemoteRefs, shortNames} from './remote-refs.ts';

const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(40));
const output = [
  'ref: refs/heads/main\tHEAD',
  `${one}\tHEAD`,
  `${one}\trefs/heads/main`,
  `${two}\trefs/heads/v1`,
  `${three}\trefs/tags/v1`,
  `${one}\trefs/tags/v1^{}`,
  '',
].join('\n');

test('the commit of an annotated tag is the one behind it', () => {
  const refs = parseRemoteRefs(output);
  expect(refs.head).toBe('refs/heads/main');
  expect(refs.commits.get('refs/tags/v1')).toBe(one);
  expect(shortNames(refs)).toEqual(['main', 'v1', 'v1']);
});

test('a branch wins over a tag of the same name, and no name means the branch of the repository', () => {
  const refs = parseRemoteRefs(output);
  expect(findRef(refs, 'v1')).toBe('refs/heads/v1');
  expect(findRef(refs, 'refs/tags/v1')).toBe('refs/tags/v1');
  expect(findRef(refs, undefined)).toBe('refs/heads/main');
  expect(findRef(parseRemoteRefs(''), undefined)).toBeUndefined();
});
