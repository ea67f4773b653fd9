#!/usr/bin/env node
// npm run lock [-- --upgrade] [-- --upgrade-package NAME]
// Resolves what the release files of all plugins want, one series at a time, and writes each plugin's lock.
import {glob, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {homedir, tmpdir} from 'node:os';
import {basename, dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {createTestHost} from '@devstack/sdk/testing';
import {parse} from 'yaml';
import {parseLock, renderLock} from '../src/lock-file.ts';
import {allOfLocks} from '../src/lock-selection.ts';
import {renderReleaseLock} from '../src/release-locks.ts';
import {plainHttp} from '../src/testing/plain-http.ts';
import {Uv} from '../src/uv.ts';
import {compileLock} from '../src/uv-commands.ts';

/** The oldest that the services of these releases run on; a lock serves every newer one too. */
const PYTHON_VERSION = '3.11';
/** A release that somebody else put on PyPI under a stolen account is found out within days. */
const YOUNGEST = '3 days';
const repository = fileURLToPath(new URL('../../..', import.meta.url));
const options = process.argv.slice(2);

const locks = await findLocks();
for (const [series, ofSeries] of Map.groupBy(locks, (lock) => lock.series)) await lockSeries(series, ofSeries);

async function findLocks() {
  const found = [];
  for await (const file of glob('packages/plugin-*/conf/releases/*.yaml', {cwd: repository})) {
    const release = parse(await readFile(join(repository, file), 'utf8')) ?? {};
    const origins = Object.values(release).flatMap(({pypi, git}) => [pypi, git].filter((origin) => origin?.lock));
    for (const [lock, wanting] of Map.groupBy(origins, (origin) => origin.lock)) {
      found.push({
        path: join(repository, dirname(file), lock),
        series: basename(file, '.yaml'),
        requirements: [
          ...new Set(wanting.flatMap(({requirements, optional = []}) => [...requirements, ...optional])),
        ].sort(),
      });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readRelease(series) {
  return parse(await readFile(join(repository, `packages/cli/conf/releases/${series}.yaml`), 'utf8'));
}

/** An older series works with the libraries of its time; what is pinned has been chosen, and may be a correction that came later. */
function youngest(requirements, day) {
  if (day === undefined) return ['--exclude-newer', YOUNGEST];
  const pinned = requirements.flatMap((requirement) => /^([\w.-]+)==/.exec(requirement)?.[1] ?? []);
  return [...['--exclude-newer', day], ...pinned.flatMap((name) => ['--exclude-newer-package', `${name}=${YOUNGEST}`])];
}

async function lockSeries(series, ofSeries) {
  const directory = await mkdtemp(join(tmpdir(), 'devstack-lock-'));
  try {
    const resolved = await resolveTogether(directory, ofSeries, await readRelease(series));
    for (const lock of ofSeries) {
      await writeFile(lock.path, renderReleaseLock(lock, resolved));
      process.stdout.write(`${series}: ${relative(repository, lock.path)}\n`);
    }
  } finally {
    await rm(directory, {recursive: true});
  }
}

/** Versions that are locked already stay, unless `--upgrade` says otherwise. */
async function resolveTogether(directory, ofSeries, {libraries_before: day}) {
  const output = join(directory, 'resolved.txt');
  const texts = await Promise.all(ofSeries.map(({path}) => readFile(path, 'utf8').catch(() => '')));
  const present = allOfLocks(ofSeries.map(({path}, index) => ({name: path, text: texts[index]})));
  await writeFile(output, renderLock(present, {plain: true}));
  const requirements = [...new Set(ofSeries.flatMap((lock) => lock.requirements))].sort();
  const environment = {variables: process.env, home: homedir(), cache: join(homedir(), '.cache', 'devstack')};
  const uv = new Uv(createTestHost(), plainHttp, environment);
  const command = compileLock(PYTHON_VERSION, requirements, output);
  await uv.run(
    {...command, args: [...command.args, ...youngest(requirements, day), ...options]},
    {what: `lock ${requirements.join(', ')}`, signal: new AbortController().signal, progress: () => undefined},
  );
  return parseLock(await readFile(output, 'utf8'), output);
}
