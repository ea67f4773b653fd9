import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {mirrorOf, readAptSources} from './apt-sources.ts';

const packages = join(import.meta.dirname, '../..');
const release = /^VERSION_CODENAME="?(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))![1]!;
const mirror = mirrorOf(readAptSources(), release);

/** Every list called `packages` below a value: of an origin, an engine, a runner. */
function namesBelow(value: unknown, isPackages = false): string[] {
  if (Array.isArray(value)) return isPackages ? value.map((item) => (typeof item === 'string' ? item : item.name)) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => namesBelow(below, isPackages || key === 'packages'));
}

interface DistroFile {
  readonly like?: string;
  readonly [component: string]: unknown;
}

function readAll(id: string): DistroFile[] {
  const files = globSync(`*/conf/distros/${id}.yaml`, {cwd: packages});
  return files.map((file) => parse(readFileSync(join(packages, file), 'utf8')) as DistroFile);
}

/** What the upper one says replaces what is below it, key by key. */
function merge(lower: unknown, upper: unknown): unknown {
  const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(lower) || !isMap(upper)) return upper ?? lower;
  const [below, above] = [lower as Record<string, unknown>, upper as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(keys.map((key) => [key, merge(below[key], above[key])]));
}

function partsOf(id: string): unknown {
  const files = readAll(id);
  const own = files.reduce<unknown>(merge, {});
  const like = files.find((file) => file.like !== undefined)?.like;
  return like === undefined ? own : merge(partsOf(like), own);
}

async function readIndex(suite: string): Promise<ReadonlySet<string>> {
  const answer = await fetch(`${mirror}/dists/${suite}/main/binary-amd64/Packages.gz`);
  expect(answer.status, answer.url).toBe(200);
  const index = gunzipSync(new Uint8Array(await answer.arrayBuffer())).toString('utf8');
  return new Set([...index.matchAll(/^Package: (\S+)/gm)].map(([, name]) => name!));
}

test.each([
  ['debian-12', 'bookworm'],
  ['debian-13', 'trixie'],
])('every package that devstack installs on %s exists there', async (id, suite) => {
  const names = [...new Set(namesBelow(partsOf(id)))];
  expect(names).toEqual(expect.arrayContaining(['python3', 'screen', 'rabbitmq-server', 'mariadb-server-core']));
  const known = await readIndex(suite);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});
