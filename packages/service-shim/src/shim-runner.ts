import {randomUUID} from 'node:crypto';
import {
  DevstackError,
  type Handle,
  type Host,
  type LogLine,
  type LogOptions,
  type Runner,
  type RunResult,
  type ServiceSpec,
  type ServiceStatus,
  type StopPolicy,
  type Usable,
} from '@devstack/sdk';
import {ControlGroups} from './control-groups.ts';
import {LogReader} from './log-reader.ts';
import {type Clock, readClock} from './machine-clock.ts';
import {ProcessTables} from './process-table.ts';
import {dataOf, readEventLog, type ServiceData, stopPath} from './service-record.ts';
import {readStatus} from './service-status.ts';
import {findProcesses, type ProcessSources, ServiceStop} from './service-stop.ts';
import {readShim, ServiceScripts} from './shim.ts';
import {type Launch, launchCommand, SHIM_MARK, serviceDirectory} from './shim-commands.ts';

/**
 * Runs services as background processes, each under a shim of its own (`shim.sh`) that needs nobody else. Runners that show services in
 * one way or another build on it.
 */
export class ShimRunner implements Runner {
  readonly capabilities = {survivesReboot: false, restarts: true};
  readonly #name: string;
  readonly #host: Host;
  readonly #sources: ProcessSources;
  protected readonly scripts: ServiceScripts;
  #clock: Promise<Clock> | undefined;

  /** @param name the runner's own, for handles */
  constructor(host: Host, name: string) {
    this.#host = host;
    this.#name = name;
    this.#sources = {host, tables: new ProcessTables(host), groups: new ControlGroups(host)};
    this.scripts = new ServiceScripts(host);
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
    const launch = await this.prepare(spec);
    const id = launch.env[SHIM_MARK]!;
    const earlier = await readEventLog(this.#host, serviceDirectory(spec));
    const {code, stdout} = await this.#launch(launch, id, spec);
    const answer = stdout.trim();
    // Of a start that failed, of one that found the service running, or of the last run of a service that has ended.
    const unused = new Set([id, earlier?.id ?? id].filter((one) => answer !== `started ${one}`));
    await Promise.all([...unused].map((one) => this.#sources.groups.remove(one)));
    return this.accept(spec, code, answer);
  }

  async #launch(launch: Launch, id: string, {owner}: ServiceSpec): Promise<RunResult> {
    const inside = await this.#sources.groups.enter(launch, id, owner);
    const account = inside !== undefined || owner === undefined ? {} : {user: owner.user};
    const {argv, env} = inside ?? launch;
    return this.#host.run(argv, {...account, env, cwd: '/', umask: 0o077, accept: [0, 1]});
  }

  /** Everything up to the launch: a program that starts the service or finds it, to be run under the service's account. */
  protected async prepare(spec: ServiceSpec): Promise<Launch> {
    requireShellNames(spec);
    await this.#finishStop(spec);
    const text = `${await this.functions()}${await readShim()}`;
    return launchCommand(await this.scripts.install(spec, 'shim', text), spec, randomUUID());
  }

  /** What comes before the shim: functions of sh that it is to have beside its own. */
  protected async functions(): Promise<string> {
    return '';
  }

  /** The handle, when the launch answered that the service is started; the service may be one of an earlier start. */
  protected accept(spec: ServiceSpec, code: number, answer: string): Handle {
    const [word, id] = answer.split(' ');
    if (code !== 0 || word !== 'started' || id === undefined) throw notStarted(spec, answer);
    return this.handleOf(spec.id, {id, directory: serviceDirectory(spec), logFile: spec.logFile});
  }

  async recover(service: Pick<ServiceSpec, 'id' | 'runDirectory'>): Promise<Handle | undefined> {
    const directory = serviceDirectory(service);
    const log = await readEventLog(this.#host, directory);
    return log && this.handleOf(service.id, {id: log.id, directory, logFile: log.logFile});
  }

  status(handle: Handle): Promise<ServiceStatus> {
    return readStatus(this.#host, dataOf(handle).directory, () => (this.#clock ??= readClock(this.#host)));
  }

  stop(handle: Handle, policy: StopPolicy): Promise<void> {
    return new ServiceStop(this.#sources, handle.service, dataOf(handle)).run(policy, () => this.leave(handle));
  }

  /** What else is to be ended with a service: called when it will not be restarted any more, before it is signalled. */
  protected async leave(_handle: Handle): Promise<void> {}

  logs(handle: Handle, options: LogOptions): AsyncIterable<LogLine> {
    return new LogReader(this.#host, handle.service, dataOf(handle).logFile).read(options);
  }

  async pids(handle: Handle): Promise<readonly number[]> {
    const data = dataOf(handle);
    const first = (await readEventLog(this.#host, data.directory))?.service?.pid;
    const {service} = await findProcesses(this.#sources, data);
    const pids = service.map(({pid}) => pid);
    return pids.sort((one, other) => Number(other === first) - Number(one === first));
  }

  protected handleOf(service: string, {id, directory, logFile}: ServiceData): Handle {
    return {version: 1, runner: this.#name, service, data: {id, directory, logFile}};
  }

  /** A stop that was interrupted left a service that will not be restarted, or is about to end. */
  async #finishStop(spec: ServiceSpec): Promise<void> {
    if ((await this.#host.stat(stopPath(serviceDirectory(spec)))) === undefined) return;
    const handle = await this.recover(spec);
    if (handle !== undefined) await this.stop(handle, spec.stop);
  }
}

/** The shim is a shell: it can pass on no other variables. */
export function requireShellNames({id, env}: ServiceSpec): void {
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
