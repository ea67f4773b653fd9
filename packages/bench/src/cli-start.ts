import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {Figure} from './figure.ts';
import {CLI} from './repository.ts';
import {timeProgram} from './run-program.ts';
import {median} from './statistics.ts';

const ROUNDS = 25;
const WARM_UP_ROUNDS = 3;
const GOAL_MS = 60;

/** What the command line costs above Node itself. The programs take turns, so that a busy moment meets all of them. */
export async function measureCliStart(directory: string): Promise<Figure[]> {
  const home = path.join(directory, 'home');
  const nothing = path.join(directory, 'nothing.mjs');
  await mkdir(home);
  await writeFile(nothing, '');
  const node = process.execPath;
  const options = {cwd: home, env: {PATH: process.env.PATH, HOME: home}};
  const programs = {
    node: () => timeProgram([node, nothing], options),
    version: () => timeProgram([node, CLI, '--version'], options),
    // Exits with 1 where nothing is installed.
    status: () => timeProgram([node, CLI, 'status', '-d', path.join(directory, 'root')], options, [0, 1]),
  };
  const times = takeTurns(programs);
  return [
    aboveNode('devstack --version, above bare node', times.version, times.node),
    aboveNode('devstack status, above bare node', times.status, times.node),
  ];
}

function aboveNode(name: string, times: readonly number[], node: readonly number[]): Figure {
  const least = Math.min(...times) - Math.min(...node);
  const note = `median of ${ROUNDS}, least ${least.toFixed(0)} ms; node alone ${median(node).toFixed(0)} ms`;
  return {name, value: median(times) - median(node), unit: 'ms', atMost: GOAL_MS, note};
}

function takeTurns<Name extends string>(programs: Readonly<Record<Name, () => number>>): Record<Name, number[]> {
  const names = Object.keys(programs) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const name of names) {
      const ms = programs[name]();
      if (round >= 0) times[name].push(ms);
    }
  }
  return times;
}
