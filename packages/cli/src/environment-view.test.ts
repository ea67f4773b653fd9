import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {renderEnvironment} from './environment-view.ts';

const variables = {OS_USERNAME: 'admin', OS_PASSWORD: `it's "$HOME" \`id\` \\ %\n;&`};

test('a shell that evaluates the output has every character of the values', () => {
  const script = `${renderEnvironment(variables, 'bash').join('\n')}\nprintf %s "$OS_PASSWORD"`;
  expect(execFileSync('sh', ['-c', script], {encoding: 'utf8'})).toBe(variables.OS_PASSWORD);
});

test('bash gets exports', () => {
  expect(renderEnvironment({A: 'b', C: "d'e"}, 'bash')).toEqual([`export A='b'`, String.raw`export C='d'\''e'`]);
});

test('fish gets its own words and escapes', () => {
  expect(renderEnvironment({A: String.raw`it's \n`}, 'fish')).toEqual([String.raw`set -gx A 'it\'s \\n'`]);
});

test('json is one document', () => {
  expect(JSON.parse(renderEnvironment(variables, 'json').join('\n'))).toEqual(variables);
});
