import {expect, test} from 'vitest';
import {parseProjectName} from './project-name.ts';

test('pyproject.toml names the distribution', () => {
  expect(parseProjectName('[build-system]\nname = "no"\n\n[project]\nname = "Oslo.DB"\n', undefined)).toBe('oslo-db');
});

test('setup.cfg of older trees names it too', () => {
  const pyproject = '[build-system]\nrequires = ["pbr"]\n';
  expect(parseProjectName(pyproject, '[metadata]\nname = nova\n[files]\nname = x\n')).toBe('nova');
});

test('a tree that does not say has no name', () => {
  expect(parseProjectName(undefined, '[files]\nname = x\n')).toBeUndefined();
});
