import {existsSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {readAnchors, readCommands, readLinks} from './markdown.ts';
import {README_COMMANDS} from './readme-commands.ts';
import {filesBelow, nameOf, REPOSITORY, readText} from './repository.ts';
import {workspace} from './workspace.ts';

const documents = filesBelow(REPOSITORY).filter((file) => file.endsWith('.md'));

test.each([
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'LICENSE',
  'docs/writing-a-plugin.md',
  'docs/errors.md',
])('there is %s', (name) => {
  expect(readText(name).length).toBeGreaterThan(500);
});

test.each(documents.map(nameOf))('the links of %s lead somewhere', (name) => {
  const file = path.join(REPOSITORY, name);
  const local = readLinks(readText(file)).filter((target) => !/^[a-z]+:/.test(target));
  const broken = local.filter((target) => {
    const [where, anchor] = target.split('#', 2) as [string, string?];
    const linked = where === '' ? file : path.resolve(path.dirname(file), where);
    if (!existsSync(linked)) return true;
    return anchor !== undefined && !readAnchors(readText(linked)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

describe('README.md', () => {
  const commands = readCommands(readText('README.md'));

  test('shows no command that no test runs', () => {
    expect(commands.filter((command) => !(command in README_COMMANDS))).toEqual([]);
  });

  test('shows every command that is said to be in it', () => {
    expect(Object.keys(README_COMMANDS).filter((command) => !commands.includes(command))).toEqual([]);
  });

  test.each(Object.entries(README_COMMANDS))('`%s` stands in the test that runs it', (command, file) => {
    const text = readText(file);
    expect(command.split(' && ').filter((part) => !text.includes(part))).toEqual([]);
  });
});

test('ARCHITECTURE.md has every package in its map, plugins by their prefix', () => {
  const text = readText('ARCHITECTURE.md');
  const isInMap = (folder: string): boolean =>
    text.includes(`packages/${folder}`) || text.includes(`packages/${folder.replace(/-.*/, '-*')}`);
  expect(workspace.map(({folder}) => folder).filter((folder) => !isInMap(folder))).toEqual([]);
});

test('decisions are numbered without a gap, and short', () => {
  const names = filesBelow(path.join(REPOSITORY, 'docs/decisions'))
    .map((file) => path.basename(file))
    .sort();
  expect(names.length).toBeGreaterThan(0);
  names.forEach((name, index) => {
    expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
    expect(readText(`docs/decisions/${name}`).split('\n').length).toBeLessThan(45);
  });
});
