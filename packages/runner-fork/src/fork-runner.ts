import {randomUUID} from 'node:crypto';
import {
  DevstackError,
  type Handle,
  type Host,
  type LogLine,
  type LogOptions,
  type Runner,
  type ServiceSpec,
  type ServiceStatus,
  type StopPolicy,
  T,
  type Usable,
} from '@devstack/sdk';
import {LogReader} from './log-reader.ts';
import {type Clock, readClock} from './machine-clock.ts';
import {ProcessTables} from './process-table.ts';
import {dataOf, handleOf, readEventLog, stopPath} from './service-record.ts';
import {readStatus} from './service-status.ts';
import {findProcesses, ServiceStop} from './service-stop.ts';
import {Shims} from './shim.ts';
import {launchCommand, serviceDirectory} from './shim-commands.ts';

/** Runs services as plain background processes, each under a shim of its own (`shim.sh`) that needs nobody else. */
export class ForkRunner implements Runner {
  static readonly inject = [T.host] as const;

  readonly capabilities = {survivesReboot: false, restarts: true};
  readonly #host: Host;
  readonly #tables: ProcessTables;
  readonly #shims: Shims;
  #clock: Promise<Clock> | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.#tables = new ProcessTables(host);
    this.#shims = new Shims(host);
  }

  async probe(): Promise<Usable> {
    for (const program of ['setsid', 'flock', 'grep', 'sed']) {
      if ((await this.#host.which(program)) !== undefined) continue;
      return {usable: false, why: `there is no program '${program}'`, fix: 'install util-linux, grep and sed'};
    }
    if ((await this.#host.readText('/proc/self/stat')) !== undefined) return {usable: true};
    return {usable: false, why: '/proc is not mounted', fix: 'mount -t proc proc /proc'};
  }

  async start(spec: ServiceSpec): Promise<Handle> {
    requireShellNames(spec);
    await this.#finishStop(spec);
    const {argv, env} = launchCommand(await this.#shims.install(spec), spec, randomUUID());
    const account = spec.owner === undefined ? {} : {user: spec.owner.user};
    const {code, stdout} = await this.#host.run(argv, {...account, env, cwd: '/', umask: 0o077, accept: [0, 1]});
    const [word, id] = stdout.trim().split(' ');
    if (code !== 0 || word !== 'started' || id === undefined) throw notStarted(spec, stdout.trim());
    return handleOf(spec.id, {id, directory: serviceDirectory(spec), logFile: spec.logFile});
  }

  async recover(service: Pick<ServiceSpec, 'id' | 'runDirectory'>): Promise<Handle | undefined> {
    const directory = serviceDirectory(service);
    const log = await readEventLog(this.#host, directory);
    return log && handleOf(service.id, {id: log.id, directory, logFile: log.logFile});
  }

  status(handle: Handle): Promise<ServiceStatus> {
    return readStatus(this.#host, dataOf(handle).directory, () => (this.#clock ??= readClock(this.#host)));
  }

  stop(handle: Handle, policy: StopPolicy): Promise<void> {
    return new ServiceStop(this.#host, this.#tables, handle.service, dataOf(handle)).run(policy);
  }

  logs(handle: Handle, options: LogOptions): AsyncIterable<LogLine> {
    return new LogReader(this.#host, handle.service, dataOf(handle).logFile).read(options);
  }

  async pids(handle: Handle): Promise<readonly number[]> {
    const data = dataOf(handle);
    const first = (await readEventLog(this.#host, data.directory))?.service?.pid;
    const {service} = await findProcesses(this.#host, this.#tables, data);
    const pids = service.map(({pid}) => pid);
    return pids.sort((one, other) => Number(other === first) - Number(one === first));
  }

  /** A stop that was interrupted left a service that will not be restarted, or is about to end. */
  async #finishStop(spec: ServiceSpec): Promise<void> {
    if ((await this.#host.stat(stopPath(serviceDirectory(spec)))) === undefined) return;
    const handle = await this.recover(spec);
    if (handle !== undefined) await this.stop(handle, spec.stop);
  }
}

function requireShellNames({id, env}: ServiceSpec): void {
  const wrong = Object.keys(env).find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (wrong === undefined) return;
  throw new DevstackError(`cannot start ${id}: '${wrong}' is not a name for an environment variable`, {
    code: 'DEVSTACK_ERR_RUNNER',
    suggestions: ['a name has letters, digits and underscores only, and begins with no digit'],
  });
}

function notStarted({id, logFile}: ServiceSpec, answer: string): DevstackError {
  return new DevstackError(`cannot start ${id}: ${answer === '' ? 'its shim ended at once' : answer}`, {
    code: 'DEVSTACK_ERR_RUNNER',
    suggestions: [`see ${logFile}`],
  });
}
