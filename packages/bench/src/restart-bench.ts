import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import type {Figure} from './figure.ts';
import {CLI} from './repository.ts';
import {timeProgram} from './run-program.ts';

const ROUNDS = 15;
const GOAL_MS = 300;
/** The logs, which go with the directory of the measurement. */
const KEPT = 3;
const TICK_MS = 10;
const PLUGIN = '@devstack/bench-restart';
/** Takes a fifth of a second until it is ready, as a service does that imports what it needs. */
const SERVICE = ['/bin/sh', '-c', 'sleep 0.2; echo ready; exec sleep 1000'] as const;
const CODE = `import {Component} from '@devstack/sdk';
class Sleeper extends Component {
  services() {
    const health = {kind: 'log', pattern: 'ready'};
    return [{name: 'one', argv: ${JSON.stringify(SERVICE)}, as: 'root', health}];
  }
}
const plugin = {component: {sleeper: async () => Sleeper}};
export {plugin as default};
`;

/** What `devstack restart` adds to the time that a service itself takes to be ready, without the start of Node. */
export async function measureRestart(directory: string): Promise<Figure[]> {
  const home = path.join(directory, 'home');
  const persona = path.join(directory, 'persona.yaml');
  await writePlugin(home, path.join(directory, 'plugin'));
  await writeFile(persona, 'name: sleeper\nsummary: sleeps\ncomponents: [sleeper]\n');
  const options = {cwd: directory, env: {PATH: process.env.PATH, HOME: home}};
  const devstack = (...args: readonly string[]): number =>
    timeProgram([process.execPath, CLI, ...args, '-d', path.join(directory, 'root')], options, [0, KEPT]);
  devstack('up', '-p', persona, '--runner', 'fork');
  try {
    const restart = [];
    const byHand = [];
    const node = [];
    let cpuMs = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const cpuBeforeMs = childrenCpuMs();
      restart.push(devstack('restart', 'sleeper/one'));
      cpuMs += (childrenCpuMs() - cpuBeforeMs) / ROUNDS;
      byHand.push(await timeService());
      node.push(timeProgram([process.execPath, '-e', '0'], options));
    }
    return [
      compare(Math.min(...restart), Math.min(...byHand), Math.min(...node)),
      {name: 'processor time of a restart, mean of all programs', value: cpuMs, unit: 'ms'},
    ];
  } finally {
    devstack('uninstall');
  }
}

function compare(restart: number, byHand: number, node: number): Figure {
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const note = `least of ${ROUNDS}: restart ${ms(restart)}, by hand ${ms(byHand)}, node alone ${ms(node)}`;
  const value = restart - byHand - node;
  return {name: 'restart of a service, above its own time and bare node', value, unit: 'ms', atMost: GOAL_MS, note};
}

/** Processor time of all programs that have ended, and of theirs. */
function childrenCpuMs(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}

/** Milliseconds from the start of the service's program until it is ready. */
async function timeService(): Promise<number> {
  const [program, ...args] = SERVICE;
  const startMs = performance.now();
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'ignore']});
  await once(child.stdout, 'data');
  const ms = performance.now() - startMs;
  child.kill();
  await once(child, 'exit');
  return ms;
}

/** A plugin, and the home of a user who has linked it. */
async function writePlugin(home: string, directory: string): Promise<void> {
  const data = path.join(home, '.local/share/devstack');
  const provides = {
    component: {sleeper: {summary: 'made for a measurement', privileged: {service: 'as without root'}}},
  };
  const devstack = {api: 1, entry: './index.js', provides};
  const manifest = {name: PLUGIN, version: '1.0.0', type: 'module', oclif: {}, devstack};
  const plugins = [{name: PLUGIN, root: directory, type: 'link'}];
  await mkdir(data, {recursive: true});
  await mkdir(directory);
  await writeFile(path.join(directory, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(directory, 'index.js'), CODE);
  const linked = {private: true, dependencies: {}, oclif: {schema: 1, plugins}};
  await writeFile(path.join(data, 'package.json'), JSON.stringify(linked));
}
