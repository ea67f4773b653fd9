import {describe, expect, test} from 'vitest';
import {type ArchiveEntry, EntryJudge} from './entry-judge.ts';

const limits = {bytes: 1000, entries: 5};
const judge = (...entries: (Partial<ArchiveEntry> & {path: string})[]) => {
  const own = new EntryJudge(limits);
  for (const entry of entries) own.add({type: 'file', bytes: 0, ...entry});
  own.finish();
};
const link = (path: string, target: string) => ({path, type: 'symlink', target}) as const;

describe('harmless', () => {
  test('files, directories and links that stay inside', () => {
    judge({path: './a/', type: 'directory'}, {path: 'a/b..c'}, link('a/up', '../d'), link('deep', 'a/../a/b..c'), {
      path: 'hard',
      type: 'hardlink',
      target: 'a/b..c',
    });
  });

  test('a file that is there twice: the last one wins, as everywhere', () => judge({path: 'a'}, {path: 'a'}));
});

test.each([
  ['an absolute path', [{path: '/etc/passwd'}], "'/etc/passwd' leads out"],
  ['a path that goes up', [{path: 'a/../../b'}], "'a/../../b' leads out"],
  ['a path with a zero byte', [{path: 'a\0b'}], 'leads out'],
  ['a device', [{path: 'null', type: 'other'}], 'neither file, directory nor link'],
  ['an absolute link', [link('a', '/etc')], "the link 'a' leads out of the directory, to '/etc'"],
  ['a link that goes up and out', [link('a/b', '../../x')], "leads out of the directory, to '../../x'"],
  ['a link to nothing', [link('a', '')], 'leads out'],
  [
    'a hard link to a file that is not in the archive',
    [{path: 'a', type: 'hardlink', target: 'b'}],
    'no file before it',
  ],
  ['a hard link that goes up', [{path: 'a', type: 'hardlink', target: '../b'}], "'../b' leads out"],
  ['a hard link to a link', [link('l', 'x'), {path: 'a', type: 'hardlink', target: 'l'}], 'no file before it'],
  ['a file below a link', [link('l', 'd'), {path: 'l/x'}], "'l/x' is below the link 'l'"],
  ['a link made after the file below it', [{path: 'l/x'}, link('l', 'd')], "'l/x' is below the link 'l'"],
  ['a file in the place of a link', [link('l', 'd'), {path: './l'}], 'is there twice'],
  ['a link in the place of a directory', [{path: 'l/', type: 'directory'}, link('l', 'd')], 'is there twice'],
  ['a link that goes out through another', [link('d', '.'), link('e', 'd/..')], "leads through the link 'd'"],
  [
    'more bytes than allowed',
    [
      {path: 'a', bytes: 600},
      {path: 'b', bytes: 600},
    ],
    'more than 1000 bytes',
  ],
  ['more entries than allowed', [...'abcdef'].map((path) => ({path})), 'more than 5 entries'],
] as const)('%s is refused', (_, entries, message) => {
  expect(() => judge(...entries)).toThrow(message);
});
