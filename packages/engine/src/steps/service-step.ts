import {
  type Applied,
  DevstackError,
  type Handle,
  type Host,
  type Http,
  type Json,
  type Kept,
  type Probe,
  type Runner,
  type ServiceArgs,
  type ServiceSpec,
  type ServiceStatus,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  type StopPolicy,
} from '@devstack/sdk';
import {type FindRunner, startedBy} from '../services/started-by.ts';
import {type NotifySocket, openNotifySocket} from './notify-socket.ts';
import {findListeners, findOwner, portInUse} from './ports.ts';
import {untilReady} from './readiness.ts';

/** A service step as the planner completes it: it can be started without its component. */
export interface PlannedServiceArgs extends ServiceArgs {
  /** `keystone/api` */
  readonly id: string;
  readonly runner: string;
  readonly logFile: string;
  readonly runDirectory: string;
  readonly cwd: string;
}

export interface ServiceRecord {
  readonly [key: string]: Json;
  readonly handle: Handle & {readonly [key: string]: Json};
}

interface Started {
  readonly runner: Runner;
  readonly handle: Handle;
  readonly socket?: NotifySocket;
}

type Previous = Applied<PlannedServiceArgs, null, ServiceRecord>;

const DEFAULT_STOP: StopPolicy = {signal: 'SIGTERM', graceMs: 10_000};
const DEFAULT_RESTART = {when: 'on-failure', limit: 5, windowMs: 60_000} as const;
const SHOWN_LINES = 20;
const LOOKED_AT_LINES = 200;
/** Many logs tell whole seconds, and so do clocks of a boot. */
const COARSE_CLOCK_MS = 2_000;

/** A service: started by its runner, done when it is ready. `stop` reverts it. */
export class ServiceStep implements StepHandler<PlannedServiceArgs, null, ServiceRecord> {
  readonly lifetime = 'running';
  readonly #host: Host;
  readonly #http: Http;
  readonly #runner: FindRunner;
  /** Runners that could not be used when they were checked, and wait for packages. */
  readonly #awaited = new Set<string>();

  constructor(host: Host, http: Http, runner: FindRunner) {
    this.#host = host;
    this.#http = http;
    this.#runner = runner;
  }

  describe({args}: Step<PlannedServiceArgs>): StepDescription {
    const ports = args.ports ?? [];
    return {
      title: `service ${args.id}`,
      details: [
        args.argv.join(' '),
        ...(ports.length === 0 ? [] : [`port ${ports.join(', ')}`]),
        `runner ${args.runner}`,
      ],
    };
  }

  async probe(_args: PlannedServiceArgs, previous: Previous | undefined): Promise<Probe> {
    if (previous?.after === undefined) return 'absent';
    const {handle} = previous.after;
    const runner = await startedBy(this.#runner, handle.service, handle.runner);
    const status = await runner.status(handle);
    return status.state === 'running' ? 'present' : 'absent';
  }

  async check(args: PlannedServiceArgs, previous: Previous | undefined): Promise<void> {
    await this.#refuseSwitch(args, previous);
    const runner = await this.#runner(args.runner);
    const usable = await runner.probe();
    if (!usable.usable && usable.packaged !== true) throw unusableRunner(args, usable);
    if (!usable.usable) this.#awaited.add(args.runner);
    const isOurs = previous !== undefined && (await this.probe(args, previous)) === 'present';
    if (!isOurs && !(await this.#isRunning(args, runner))) await this.#requireFreePorts(args);
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(
    args: PlannedServiceArgs,
    {previous}: {readonly previous?: Previous},
    context: StepContext,
  ): Promise<ServiceRecord> {
    await this.#refuseSwitch(args, previous);
    const runner = await this.#runner(args.runner);
    await this.#requireAwaited(args, runner);
    const spec = await this.#specOf(args, context);
    if (previous?.after !== undefined) await this.revert({...previous, args});
    if (!(await this.#isRunning(args, runner))) await this.#requireFreePorts(args);
    const socket = args.health?.kind === 'notify' ? await openNotifySocket(this.#host, args.id) : undefined;
    try {
      const env = socket === undefined ? spec.env : {...spec.env, NOTIFY_SOCKET: socket.address};
      const handle = await runner.start({...spec, env});
      await this.#untilReady(args, {runner, handle, ...(socket === undefined ? {} : {socket})}, context);
      return {handle: handle as ServiceRecord['handle']};
    } finally {
      await socket?.close();
    }
  }

  async revert({args, after}: Pick<Previous, 'args' | 'after'>): Promise<readonly Kept[]> {
    const runner = await startedBy(this.#runner, args.id, after?.handle.runner ?? args.runner);
    const handle = after?.handle ?? (await runner.recover({id: args.id, runDirectory: args.runDirectory}));
    if (handle !== undefined) await runner.stop(handle, {...DEFAULT_STOP, ...args.stop});
    return [];
  }

  async #requireAwaited(args: PlannedServiceArgs, runner: Runner): Promise<void> {
    if (!this.#awaited.has(args.runner)) return;
    const usable = await runner.probe();
    if (!usable.usable) throw unusableRunner(args, usable);
    this.#awaited.delete(args.runner);
  }

  async #specOf(args: PlannedServiceArgs, context: StepContext): Promise<ServiceSpec> {
    const owner = context.ownership(args.as ?? 'service');
    const env = Object.entries(args.env ?? {}).map(([name, value]) => [name, context.resolve(value)] as const);
    return {
      id: args.id,
      argv: args.argv,
      cwd: args.cwd,
      env: Object.fromEntries(env),
      owner,
      logFile: args.logFile,
      runDirectory: args.runDirectory,
      stop: {...DEFAULT_STOP, ...args.stop},
      restart: {...DEFAULT_RESTART, ...args.restart},
    };
  }

  /** A run that was killed may have started it and not recorded that. */
  async #isRunning({id, runDirectory}: PlannedServiceArgs, runner: Runner): Promise<boolean> {
    const handle = await runner.recover({id, runDirectory});
    return handle !== undefined && (await runner.status(handle)).state === 'running';
  }

  async #requireFreePorts({id, ports = []}: PlannedServiceArgs): Promise<void> {
    for (const [port, inodes] of await findListeners(this.#host, ports)) {
      throw portInUse(id, port, await findOwner(this.#host, inodes));
    }
  }

  /** Two runners of one service would know nothing of each other. */
  async #refuseSwitch(args: PlannedServiceArgs, previous: Previous | undefined): Promise<void> {
    if (previous === undefined) return;
    const name = previous.after?.handle.runner ?? previous.args.runner;
    if (name === args.runner) return;
    const runner = await startedBy(this.#runner, args.id, name);
    const handle = previous.after?.handle ?? (await runner.recover(args));
    if (handle === undefined || isGone(await runner.status(handle))) return;
    throw runsElsewhere(args, name);
  }

  async #untilReady(args: PlannedServiceArgs, {runner, handle, socket}: Started, context: StepContext): Promise<void> {
    const lines = (): Promise<string> => linesSinceStart(runner, handle);
    const alive = async (): Promise<void> => {
      const status = await runner.status(handle);
      if (isGone(status)) throw endedEarly(args, status, await lines());
    };
    if (args.health !== undefined) {
      const isNotified = (): boolean => socket?.isReady() === true;
      const probes = {host: this.#host, http: this.#http, log: lines, isNotified};
      await untilReady(args.id, args.health, probes, alive, context.signal);
    }
    await alive();
  }
}

/** An earlier run of the service wrote to the same log, and said that it was ready. */
async function linesSinceStart(runner: Runner, handle: Handle): Promise<string> {
  const status = await runner.status(handle);
  const since = status.state === 'running' ? {sinceMs: status.sinceMs - COARSE_CLOCK_MS} : {};
  const lines: string[] = [];
  for await (const {text} of runner.logs(handle, {tail: LOOKED_AT_LINES, ...since})) lines.push(text);
  return lines.join('\n');
}

export function unusableRunner(
  {id, runner}: PlannedServiceArgs,
  {why, fix}: {why: string; fix?: string},
): DevstackError {
  return new DevstackError(`cannot start ${id} with runner ${runner}: ${why}`, {
    code: 'DEVSTACK_ERR_RUNNER',
    suggestions: fix === undefined ? [] : [fix],
  });
}

function runsElsewhere({id, runner}: PlannedServiceArgs, current: string): DevstackError {
  return new DevstackError(`cannot start ${id} with runner ${runner}: it runs with runner ${current}`, {
    code: 'DEVSTACK_ERR_RUNNER',
    suggestions: [
      `devstack restart ${id} --runner ${runner}`,
      `or leave it where it is: devstack start --runner ${current}`,
    ],
  });
}

function isGone(status: ServiceStatus): boolean {
  return status.state === 'exited' || status.state === 'failed' || status.state === 'stopped';
}

function endedEarly({id, logFile}: PlannedServiceArgs, status: ServiceStatus, log: string): DevstackError {
  const how =
    'code' in status && status.code !== null
      ? `exit code ${status.code}`
      : 'signal' in status
        ? String(status.signal)
        : status.state;
  return new DevstackError(`cannot start ${id}: it ended before it was ready (${how})`, {
    code: 'DEVSTACK_ERR_SERVICE_FAILED',
    output: log.trimEnd().split('\n').slice(-SHOWN_LINES),
    suggestions: [`its log is ${logFile}`, 'mend the cause, then run the same command again'],
  });
}
