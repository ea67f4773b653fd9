import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import {type EngineSettings, openEngine} from '@devstack/engine';
import type {Figure} from './figure.ts';
import {median} from './statistics.ts';
import {listening, writeScene} from './synthetic-scene.ts';

const STEPS = 2000;
const ROUNDS = 5;
const GOAL_MS = 1;
/** A file system in memory, where fsync has nothing to do. */
const MEMORY = '/dev/shm';

/** What the executor adds to a step that does nothing: probe, two records in the trace, scheduling, events. */
export async function measureExecutor(directory: string): Promise<Figure[]> {
  const onDisk = await measureRounds(directory);
  const each = `mean of ${STEPS}, median of ${ROUNDS} rounds`;
  const figures: Figure[] = [
    {name: 'executor, per step that does nothing, with fsync', value: onDisk, unit: 'ms', note: each},
  ];
  if (!existsSync(MEMORY)) return figures;
  const inMemory = await mkdtemp(path.join(MEMORY, 'devstack-bench-'));
  try {
    const value = await measureRounds(inMemory);
    const name = 'executor, per step that does nothing, without fsync';
    return [{name, value, unit: 'ms', atMost: GOAL_MS, note: `${each}, in ${MEMORY}`}, ...figures];
  } finally {
    await rm(inMemory, {recursive: true, force: true});
  }
}

async function measureRounds(directory: string): Promise<number> {
  const steps = `Array.from({length: ${STEPS}}, (_, i) => step('nothing', 'n' + i, {name: i}, {needs: i < 4 ? [] : ['nothing:n' + (i - 4)]}))`;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const scene = await mkdtemp(path.join(directory, 'executor-'));
    times.push(await measureOnce(await writeScene(scene, new Map([['c', {requires: [], steps}]]))));
  }
  return median(times);
}

/** From the first step to the last one; the plan is measured elsewhere. */
async function measureOnce(settings: EngineSettings): Promise<number> {
  let startMs = Number.NaN;
  let endMs = Number.NaN;
  const engine = await openEngine(
    listening(settings, ({type}) => {
      if (type === 'run-started') startMs = performance.now();
      if (type === 'step-done') endMs = performance.now();
    }),
  );
  const {steps} = await engine.run('install', []);
  if (steps.length < STEPS) throw new Error(`${steps.length} steps were carried out instead of ${STEPS}`);
  return (endMs - startMs) / steps.length;
}
