import {glob, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {parseLock, renderLock} from './lock-file.ts';
import {allOfLocks, selectFromLock} from './lock-selection.ts';
import {renderReleaseLock} from './release-locks.ts';
import {parseRequirement} from './requirement.ts';

interface Part {
  readonly requirements: readonly string[];
  readonly lock: string;
}

const packages = fileURLToPath(new URL('../..', import.meta.url));
const files: string[] = [];
for await (const file of glob('plugin-*/conf/releases/*.yaml', {cwd: packages})) files.push(file);

async function readParts(file: string): Promise<{readonly path: string; readonly text: string; readonly part: Part}[]> {
  const release = parse(await readFile(join(packages, file), 'utf8')) as Record<string, Record<string, Part>>;
  const parts = Object.values(release)
    .flatMap(({pypi, git}) => [pypi, git])
    .filter((part) => part?.lock !== undefined);
  return Promise.all(
    parts.map(async (part) => {
      const path = join(dirname(file), part!.lock);
      return {path, text: await readFile(join(packages, path), 'utf8'), part: part!};
    }),
  );
}

describe('the locks of the repository', async () => {
  const parts = (await Promise.all(files.map(readParts))).flat();

  test('there are some', () => {
    expect(parts.map(({path}) => path)).toContain('plugin-keystone/conf/releases/2026.2.lock');
  });

  test.each(parts)('$path has what $part.requirements want, and a hash for each', ({path, text, part}) => {
    const lock = parseLock(text, path);
    expect(selectFromLock(lock, part.requirements).unlocked).toEqual([]);
    const exact = part.requirements.map(parseRequirement).filter((requirement) => requirement.exact !== undefined);
    for (const requirement of exact) {
      expect(lock).toContainEqual(expect.objectContaining({name: requirement.name, version: requirement.exact}));
    }
    expect(text).not.toMatch(/https?:\/\/|--index-url/);
    const comments = text.split('\n').filter((line) => line.startsWith('# '));
    expect(renderLock(lock, {header: comments.map((line) => line.slice(2))})).toBe(text);
  });

  test('agree with each other where they are of one release', () => {
    for (const ofSeries of Map.groupBy(parts, ({path}) => path.split('/').at(-1)).values()) {
      expect(allOfLocks(ofSeries.map(({path, text}) => ({name: path, text}))).length).toBeGreaterThan(0);
    }
  });
});

test("a plugin's lock holds its own part of the resolution, and no reason that is not in it", () => {
  const entry = {version: '1', marker: '', hashes: ['sha256:aa']};
  const resolved = [
    {...entry, name: 'keystone', via: []},
    {...entry, name: 'nova', via: []},
    {...entry, name: 'six', via: ['keystone', 'nova']},
    {...entry, name: 'os-vif', via: ['nova']},
  ];
  const text = renderReleaseLock({path: '', series: '2026.2', requirements: ['keystone==1']}, resolved);
  expect(parseLock(text, 'a.lock')).toEqual([
    {...entry, name: 'keystone', via: []},
    {...entry, name: 'six', via: ['keystone']},
  ]);
});
