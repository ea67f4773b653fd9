import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {StatusReport} from '@devstack/engine';
import {PROGRAM} from './spawn-built-cli.ts';
import {type Ended, type Running, watch} from './spawn-cli.ts';

const SHIM_RUNNER = path.resolve(import.meta.dirname, '../../../service-shim/dist/shim-runner.js');

/** Services of sh: `api` needs `base`, says ready after a while, and counts its starts; `worker` needs nothing. */
const CODE = `
import {Component, step} from '@devstack/sdk';
const service = (name, script, more = {}) => ({name, argv: ['/bin/sh', '-c', script], as: 'root', ...more});
const log = (pattern) => ({health: {kind: 'log', pattern}});
class Base extends Component {
  services() { return [service('one', 'echo "$(date -Is) base is up"; exec sleep 1000', log('is up'))]; }
}
class Sleepy extends Component {
  requires() { return ['base']; }
  services() {
    const api = 'sleep 0.2; echo "$(date -Is) ready"; echo no time; exec sleep 1000';
    return [service('api', api, log('ready')), service('worker', 'exec sleep 1000')];
  }
}
class Broken extends Component {
  services() {
    const script = '[ -e mended ] && echo at last && exec sleep 1000; seq 1 30; exit 3';
    const restart = {when: 'on-failure', limit: 1, windowMs: 60000};
    return [service('api', script, {cwd: this.ctx.paths.root, restart, ...log('at last')})];
  }
}
export default {component: {base: async () => Base, sleepy: async () => Sleepy, broken: async () => Broken}};
`;

const RUNNER_CODE = `
import {ShimRunner} from ${JSON.stringify(SHIM_RUNNER)};
class OtherRunner extends ShimRunner {
  static inject = ['devstack/host'];
  constructor(host) { super(host, 'other'); }
}
export default {runner: {other: async () => OtherRunner}};
`;

const SUMMARY = {summary: 'for tests'};
const COMPONENT = {...SUMMARY, privileged: {service: 'so that no account is made'}};
const PLUGINS = {
  '@acme/sleepy': {code: CODE, provides: {component: {base: COMPONENT, sleepy: COMPONENT, broken: COMPONENT}}},
  '@acme/other-runner': {code: RUNNER_CODE, provides: {runner: {other: SUMMARY}}},
};

/** The built command line with a plugin whose services only sleep, in a home and a root of its own. */
export class SleepyCloud {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'devstack-sleepy-'));
  readonly root = path.join(this.directory, 'root');

  constructor() {
    writeFileSync(path.join(this.directory, 'p.yaml'), 'name: sleepy\nsummary: sleeps\ncomponents: [sleepy]\n');
    for (const [name, {code, provides}] of Object.entries(PLUGINS))
      writePlugin(this.#pluginOf(name), name, code, provides);
    this.link(Object.keys(PLUGINS));
  }

  /** As `devstack plugins link` does. */
  link(names: readonly string[]): void {
    const plugins = names.map((name) => ({name, root: this.#pluginOf(name), type: 'link'}));
    const data = path.join(this.directory, '.local/share/devstack');
    mkdirSync(data, {recursive: true});
    writeFileSync(
      path.join(data, 'package.json'),
      JSON.stringify({private: true, dependencies: {}, oclif: {schema: 1, plugins}}),
    );
  }

  spawn(...argv: string[]): Running {
    const env = {PATH: process.env.PATH ?? '', HOME: this.directory, LANG: 'C.UTF-8'};
    return watch(spawn(process.execPath, [PROGRAM, ...argv, '-d', this.root], {env, cwd: this.directory}));
  }

  run(...argv: string[]): Promise<Ended> {
    return this.spawn(...argv).ended;
  }

  up(...argv: string[]): Promise<Ended> {
    return this.run('up', '-p', 'p.yaml', ...argv);
  }

  async status(): Promise<StatusReport> {
    return JSON.parse((await this.run('status', '--json')).stdout) as StatusReport;
  }

  async pids(): Promise<Record<string, number | string>> {
    const {services} = await this.status();
    return Object.fromEntries(
      services.map(({service, status}) => [service, status.state === 'running' ? status.pid : status.state]),
    );
  }

  /** Pids of the first processes of all services of this cloud, found by their environment. Each has a session of its own. */
  living(): number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const own = pids.filter((pid) => readProc(pid, 'environ').includes(`HOME=${this.root}\0`));
    return own.filter((pid) => /^.*\) [^ZX] \d+ \d+ (\d+)/s.exec(readProc(pid, 'stat'))?.[1] === pid).map(Number);
  }

  async dispose(): Promise<void> {
    this.link(Object.keys(PLUGINS));
    await this.run('uninstall');
    for (const pid of this.living()) process.kill(pid, 'SIGKILL');
    rmSync(this.directory, {recursive: true, force: true});
  }

  #pluginOf(name: string): string {
    return path.join(this.directory, name);
  }
}

function writePlugin(directory: string, name: string, code: string, provides: object): void {
  mkdirSync(directory, {recursive: true});
  const devstack = {api: 1, entry: './index.js', provides};
  const manifest = {name, version: '1.0.0', type: 'module', oclif: {}, devstack};
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(directory, 'index.js'), code);
}

function readProc(pid: string, file: 'environ' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended, or is somebody else's.
    return '';
  }
}
