import {expect, test} from 'vitest';
import {parseJobSyntax} from './job-syntax.ts';

const wordsOf = (line: string) => parseJobSyntax(line)[0]?.words;

test('a job file is read stanza by stanza, without comments', () => {
  const text = `# a comment
description "a job"   # and another

start on (all_os_start
  or keystone_start)
respawn limit 3 10
env FOO="a b'c"
kill timeout 5
`;
  expect(() => parseJobSyntax(text)).toThrow("unknown stanza 'or'");
  expect(parseJobSyntax(text.replace('start\n', 'start \\\n'))).toEqual([
    {name: 'description', words: ['a job']},
    {name: 'start', words: ['on', '(all_os_start', 'or', 'keystone_start)']},
    {name: 'respawn', words: ['limit', '3', '10']},
    {name: 'env', words: [`FOO=a b'c`]},
    {name: 'kill', words: ['timeout', '5']},
  ]);
});

test('a line may end within quotes or after a backslash, and is then a blank', () => {
  expect(wordsOf('description "one  \n   two"')).toEqual(['one two']);
  expect(wordsOf('start on \\\n  this')).toEqual(['on', 'this']);
});

test('a backslash stands for itself, unless a blank or another one follows', () => {
  expect(wordsOf(String.raw`env A=a\ b\\c\d"e\"f"`)).toEqual([String.raw`A=a b\c\de\"f`]);
});

test('a command keeps its quotes, for a shell', () => {
  const text = `exec /bin/x --a='b # c' "d" # comment\npre-stop exec kill $PID\n`;
  expect(parseJobSyntax(text)).toEqual([
    {name: 'exec', words: [`/bin/x --a='b # c' "d"`]},
    {name: 'pre-stop', words: ['exec', 'kill $PID']},
  ]);
});

test('a script goes as far as its end, and nothing in it is read', () => {
  const text = 'post-stop script\n  echo "don\'t # end script"\n\nend script\nscript\nx\nend script\nrespawn\n';
  expect(parseJobSyntax(text)).toEqual([
    {name: 'post-stop', words: ['script', '  echo "don\'t # end script"\n\n']},
    {name: 'script', words: ['x\n']},
    {name: 'respawn', words: []},
  ]);
});

test('what upstart would not load is an error that names the line', () => {
  expect(() => parseJobSyntax('respawn\nrespwan\n')).toThrow("line 2: unknown stanza 'respwan'");
  expect(() => parseJobSyntax('env A="b')).toThrow('line 1: quote " is not closed');
  expect(() => parseJobSyntax('script\nx\n')).toThrow("'end script' is missing");
  expect(() => parseJobSyntax('env A=\\')).toThrow('ends with a backslash');
});
