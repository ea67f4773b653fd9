import {expect, test} from 'vitest';
import {explainWarning} from './warning-line.ts';

const plugins = [{name: '@acme/plugin-vault'}, {name: 'devstack-linked', root: '/home/me/linked'}];

test.each([
  ["ENOENT: no such file, open '/home/me/linked/package.json'", 'devstack-linked'],
  ['could not find package.json with {"name": "@acme/plugin-vault"}\nmore', '@acme/plugin-vault'],
])('a warning about a plugin names it and says what to do: %s', (message, name) => {
  const [line] = message.split('\n');
  const expected = `cannot use plugin ${name}: ${line}; remove it: devstack plugins uninstall ${name}`;
  expect(explainWarning(message, plugins)).toBe(expected);
});

test('another warning is one line', () => {
  expect(explainWarning('something is deprecated\n  at x', plugins)).toBe('something is deprecated');
});
