import {randomBytes} from 'node:crypto';
import {chmod, mkdir, mkdtemp} from 'node:fs/promises';
import path from 'node:path';
import type {Figure} from './figure.ts';
import {findFreePort} from './identity.ts';
import {DevstackCloud} from './keystone-by-devstack.ts';
import {HandMadeCloud, type HandSettings, readFiles} from './keystone-by-hand.ts';
import {type PackageCache, packageCache} from './package-cache.ts';
import {median} from './statistics.ts';

const ROUNDS = 3;
const GOAL = 0.8;

/** Keystone from nothing to the first token, with every package in the cache: devstack against the same commands by hand. */
export async function measureKeystone(directory: string): Promise<Figure[]> {
  const cache = packageCache(path.join(directory, 'cache'));
  // What is there before is not devstack's to remove.
  await mkdir(cache.directory);
  const password = randomBytes(12).toString('hex');
  // The first time fills the cache and is not counted.
  const example = await raceDevstack(directory, cache, password);
  const times = {devstack: [] as number[], hand: [] as number[]};
  for (let round = 0; round < ROUNDS; round += 1) {
    const byDevstack = async () => times.devstack.push((await raceDevstack(directory, cache, password)).ms);
    const byHand = async () => times.hand.push(await raceHand(directory, cache, password, example));
    for (const race of round % 2 === 0 ? [byDevstack, byHand] : [byHand, byDevstack]) await race();
  }
  return toFigures(median(times.devstack) / 1000, median(times.hand) / 1000);
}

function toFigures(devstack: number, hand: number): Figure[] {
  const note = `median of ${ROUNDS}, in turns`;
  return [
    {
      name: 'Keystone from nothing to a token, devstack / by hand',
      value: devstack / hand,
      unit: 'ratio',
      atMost: GOAL,
      note,
    },
    {name: 'Keystone from nothing to a token, devstack', value: devstack, unit: 's', note: 'packages in the cache'},
    {name: 'Keystone from nothing to a token, by hand', value: hand, unit: 's', note: 'packages in the cache'},
  ];
}

async function raceDevstack(
  directory: string,
  cache: PackageCache,
  password: string,
): Promise<{readonly ms: number} & HandSettings['example']> {
  const place = await makePlace(directory);
  const port = await findFreePort();
  const cloud = new DevstackCloud(place, port, cache);
  try {
    const ms = await cloud.bringUp(password);
    return {ms, root: cloud.root, port, files: await readFiles(path.join(cloud.root, 'etc/keystone'))};
  } finally {
    await cloud.remove();
  }
}

async function raceHand(
  directory: string,
  cache: PackageCache,
  password: string,
  example: HandSettings['example'],
): Promise<number> {
  const cloud = new HandMadeCloud({directory: await makePlace(directory), port: await findFreePort(), cache, example});
  try {
    return await cloud.bringUp(password);
  } finally {
    await cloud.remove();
  }
}

/** A directory that the services' own user can enter. */
async function makePlace(directory: string): Promise<string> {
  const place = await mkdtemp(path.join(directory, 'cloud-'));
  await chmod(place, 0o755);
  return place;
}
