import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {measureCliStart} from './cli-start.ts';
import {measureCloud, measureWarmCloud} from './cloud-race.ts';
import {measureExecutor} from './executor-bench.ts';
import {type Figure, isReached, renderFigure} from './figure.ts';
import {measureGuests} from './guests-race.ts';
import {measureKeystone} from './keystone-race.ts';
import {measurePlan} from './plan-bench.ts';
import {RESULTS} from './repository.ts';
import {measureRestart} from './restart-bench.ts';

const MEASUREMENTS: Readonly<Record<string, (directory: string) => Promise<readonly Figure[]>>> = {
  cli: measureCliStart,
  plan: measurePlan,
  executor: measureExecutor,
  restart: measureRestart,
  keystone: measureKeystone,
  cloud: measureCloud,
  'warm-cloud': measureWarmCloud,
  guests: measureGuests,
};

/** Measured only when they are named. */
const PARTS: ReadonlySet<string> = new Set(['warm-cloud']);

async function measure(name: string): Promise<readonly Figure[]> {
  const directory = await mkdtemp(path.join(os.tmpdir(), `devstack-bench-${name}-`));
  // Services of a cloud that root makes run as another user, who must get there.
  await chmod(directory, 0o755);
  try {
    return await MEASUREMENTS[name]!(directory);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

function chooseMeasurements(wanted: readonly string[]): readonly string[] {
  const unknown = wanted.find((name) => !(name in MEASUREMENTS));
  if (unknown === undefined)
    return wanted.length === 0 ? Object.keys(MEASUREMENTS).filter((name) => !PARTS.has(name)) : wanted;
  throw new Error(`cannot measure ${unknown}: there are ${Object.keys(MEASUREMENTS).join(', ')}`);
}

async function saveResults(figures: readonly Figure[]): Promise<string> {
  const at = new Date().toISOString();
  const machine = {
    cpus: os.cpus().length,
    model: os.cpus()[0]?.model,
    memoryBytes: os.totalmem(),
    node: process.version,
  };
  const document = {at, machine, figures: figures.map((figure) => ({...figure, reached: isReached(figure)}))};
  const file = path.join(RESULTS, `${at.replaceAll(':', '-')}.json`);
  await mkdir(RESULTS, {recursive: true});
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
  return file;
}

const all: Figure[] = [];
for (const name of chooseMeasurements(process.argv.slice(2))) {
  const figures = await measure(name);
  process.stdout.write(figures.map((figure) => `${renderFigure(figure)}\n`).join(''));
  all.push(...figures);
}
process.stdout.write(`${path.relative(process.cwd(), await saveResults(all))}\n`);
