import {mkdtemp} from 'node:fs/promises';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import {openEngine} from '@devstack/engine';
import type {Figure} from './figure.ts';
import {median} from './statistics.ts';
import {type SyntheticComponent, writeScene} from './synthetic-scene.ts';

const COMPONENTS = 1000;
const ROUNDS = 5;
const GOAL_MS = 200;

/** A file each, and two earlier components that each requires. */
function makeComponents(): Map<string, SyntheticComponent> {
  const names = Array.from({length: COMPONENTS}, (_, index) => `c${index}`);
  return new Map(
    names.map((name, index) => [
      name,
      {
        requires: [names[index - 1], names[Math.floor(index / 2)]].filter(
          (one): one is string => one !== undefined && one !== name,
        ),
        steps: `[step('file', ctx.paths.etc + '/it.conf', {path: ctx.paths.etc + '/it.conf', mode: 0o644, content: 'it'})]`,
      },
    ]),
  );
}

/** Opening the engine, loading the plugin, and the plan of an installation on a machine where nothing is installed. */
export async function measurePlan(directory: string): Promise<Figure[]> {
  const times: number[] = [];
  let steps = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const settings = await writeScene(await mkdtemp(path.join(directory, 'plan-')), makeComponents());
    const startMs = performance.now();
    const engine = await openEngine(settings);
    const report = await engine.plan('install', []);
    times.push(performance.now() - startMs);
    steps = report.steps.length;
  }
  const note = `${steps} steps; median of ${ROUNDS}, least ${Math.min(...times).toFixed(0)} ms, the first ${times[0]!.toFixed(0)} ms`;
  return [
    {name: `plan of ${COMPONENTS} synthetic components`, value: median(times), unit: 'ms', atMost: GOAL_MS, note},
  ];
}
