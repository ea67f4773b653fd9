import * as assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {chmod, mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Argv, Host, Ownership} from '../host.ts';
import type {Handle, Runner, ServiceSpec, ServiceStatus, StopPolicy} from '../runner.ts';
import {findMarked} from './processes.ts';
import type {RunnerContractOptions} from './runner-contract.ts';
import {createTestHost} from './test-host.ts';

export type RunnerCases = Readonly<Record<string, (bench: RunnerBench) => Promise<void>>>;

export const STOP: StopPolicy = {signal: 'SIGTERM', graceMs: 3000};
const MARK = 'CONTRACT_CASE';

/** A place with a runner for one case: makes specs, remembers what was started, and leaves nothing. */
export class RunnerBench {
  readonly host: Host;
  readonly options: RunnerContractOptions;
  readonly runner: Runner;
  readonly directory: string;
  readonly #mark = `${MARK}=${randomUUID()}`;
  readonly #specs = new Map<string, ServiceSpec>();

  constructor(options: RunnerContractOptions, host: Host, runner: Runner, directory: string) {
    this.options = options;
    this.host = host;
    this.runner = runner;
    this.directory = directory;
  }

  /** @param program a script for sh, which finds its files in the current directory; or an argv */
  spec(program: string | Argv, changes: Partial<ServiceSpec> = {}): ServiceSpec {
    const id = changes.id ?? 'contract/service';
    const spec: ServiceSpec = {
      argv: typeof program === 'string' ? ['/bin/sh', '-c', program] : program,
      cwd: this.directory,
      logFile: join(this.directory, `${encodeURIComponent(id)}.log`),
      runDirectory: join(this.directory, 'run'),
      stop: STOP,
      restart: {when: 'never', limit: 0, windowMs: 60_000},
      ...changes,
      id,
      env: {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...changes.env, [MARK]: this.#mark.slice(MARK.length + 1)},
    };
    this.#specs.set(id, spec);
    return spec;
  }

  start(program: string | Argv, changes: Partial<ServiceSpec> = {}): Promise<Handle> {
    return this.runner.start(this.spec(program, changes));
  }

  /** A runner as another process would make it. */
  async otherRunner(host = this.host): Promise<Runner> {
    return await this.options.make(host);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** The text of a file of a service, as soon as it has a complete line. */
  async line(name: string): Promise<string> {
    let text = '';
    await until(`${name} has a line`, async () => {
      text = await readFile(this.path(name), 'utf8').catch(() => '');
      return text.endsWith('\n');
    });
    return text.trimEnd();
  }

  async pidOf(handle: Handle): Promise<number> {
    const status = await this.runner.status(handle);
    assert.equal(status.state, 'running', JSON.stringify(status));
    return (status as ServiceStatus & {state: 'running'}).pid;
  }

  async untilState<State extends ServiceStatus['state']>(
    handle: Handle,
    state: State,
    timeoutMs = 15_000,
  ): Promise<ServiceStatus & {readonly state: State}> {
    let status: ServiceStatus = {state: 'stopped'};
    const isThere = async () => {
      status = await this.runner.status(handle);
      return status.state === state;
    };
    await until(`the service is ${state}`, isThere, timeoutMs);
    return status as ServiceStatus & {readonly state: State};
  }

  async textOf(handle: Handle, tail?: number): Promise<string[]> {
    const lines: string[] = [];
    const options = tail === undefined ? {} : {tail};
    for await (const line of this.runner.logs(handle, options)) lines.push(line.text);
    return lines;
  }

  /** Pids of all processes that have a service's environment, found without the runner's help. */
  living(): Promise<number[]> {
    return findMarked(this.#mark);
  }

  async assertNothingLeft(): Promise<void> {
    assert.deepEqual(await this.living(), [], 'processes of the service are left');
  }

  async dispose(): Promise<void> {
    try {
      for (const spec of this.#specs.values()) {
        const handle = await this.runner.recover(spec);
        if (handle !== undefined) await this.runner.stop(handle, {...STOP, graceMs: 100});
      }
      await this.assertNothingLeft();
    } finally {
      for (const pid of await this.living()) process.kill(pid, 'SIGKILL');
      await rm(this.directory, {recursive: true, force: true});
    }
  }
}

export async function withBench(
  options: RunnerContractOptions,
  body: (bench: RunnerBench) => Promise<void>,
): Promise<void> {
  const host = options.host ?? createTestHost();
  const directory = await (options.directory ?? makeDirectory)();
  await host.makeDirectory(join(directory, 'run'), {mode: 0o700});
  const bench = new RunnerBench(options, host, await options.make(host), directory);
  let failure: unknown;
  try {
    await body(bench);
  } catch (error) {
    failure = error;
  }
  await bench.dispose().catch((error: unknown) => {
    failure ??= error;
  });
  if (failure !== undefined) throw failure;
}

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'runner-contract-'));
  await chmod(directory, 0o755);
  return directory;
}

/** Another user for services, where there can be one: everybody but root starts services only as themselves. */
export async function otherOwner({host, options}: RunnerBench): Promise<Ownership> {
  const {uid, user, group} = await host.facts();
  if (uid !== 0) return {user, group};
  if (options.owner !== undefined) return options.owner;
  return {user: 'nobody', group: (await host.run(['id', '-gn', 'nobody'])).stdout.trim()};
}

export async function until(what: string, condition: () => Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const begun = Date.now();
  while (!(await condition())) {
    assert.ok(Date.now() - begun < timeoutMs, `waited ${timeoutMs} ms until ${what}`);
    await sleep(10);
  }
}
