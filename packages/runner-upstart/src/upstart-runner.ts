import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {
  DevstackError,
  type Handle,
  type Host,
  type LogLine,
  type LogOptions,
  type OptionValues,
  type ServiceSpec,
  type ServiceStatus,
  type StopPolicy,
  T,
  type Usable,
} from '@devstack/sdk';
import {
  LogReader,
  readEventLog,
  readScript,
  readShim,
  requireShellNames,
  ShimRunner,
  serviceDirectory,
  stopPath,
} from '@devstack/service-shim';
import {Initctl} from './initctl.ts';
import {renderJobConf} from './job-conf.ts';
import {JobFile} from './job-file.ts';
import {jobDataOf, jobHandle, recordedLog} from './job-handle.ts';
import {JobLog} from './job-log.ts';
import {jobName} from './job-name.ts';
import {statusOfJob} from './job-status.ts';
import {probeUpstart} from './probe-upstart.ts';
import {readUpstartOptions, type UpstartOptions} from './upstart-options.ts';

const BEGIN_TIMEOUT_MS = 10_000;
/** After so long a job that does not end is told again. */
const AGAIN_MS = 2000;
const END_TIMEOUT_MS = 10_000;
/** When we do not end the service within it, because we were ended, upstart does. */
const LONGEST_STOP_SECONDS = 300;
const PAUSE_MS = 10;

/** Runs services as jobs of upstart: it starts them again, keeps what they print and knows the events that start and stop them. */
export class UpstartRunner extends ShimRunner {
  static readonly inject = [T.host, T.options] as const;

  override readonly capabilities: {readonly survivesReboot: false; readonly restarts: boolean};
  readonly #host: Host;
  readonly #options: UpstartOptions;

  constructor(host: Host, options: OptionValues) {
    super(host, 'upstart');
    this.#host = host;
    this.#options = readUpstartOptions(options);
    this.capabilities = {survivesReboot: false, restarts: this.#options.respawn};
  }

  override probe(): Promise<Usable> {
    return probeUpstart(this.#host, this.#options);
  }

  override async start(spec: ServiceSpec): Promise<Handle> {
    requireShellNames(spec);
    const handle = jobHandle(spec, this.#options);
    const directory = serviceDirectory(spec);
    if ((await this.#host.stat(stopPath(directory))) !== undefined) await this.stop(handle, spec.stop);
    const owner = spec.owner === undefined ? {} : {owner: spec.owner};
    await this.#host.makeDirectory(directory, {mode: 0o700, ...owner});
    await this.#logOf(handle).link();
    const script = await this.scripts.install(spec, 'job', `${await readJobScript()}${await readShim()}`);
    const file = this.#fileOf(handle);
    if (await file.write(renderJobConf(spec, script, this.#options))) await this.#initctlOf(handle).reload();
    // Also where upstart does not know it: the one that started it may be gone.
    if ((await super.status(handle)).state !== 'running') await this.#begin(spec, handle);
    return handle;
  }

  override async recover(service: Pick<ServiceSpec, 'id' | 'runDirectory'>): Promise<Handle | undefined> {
    const [conf, log] = await Promise.all([
      this.#host.readText(join(this.#options.jobDirectory, `${jobName(service)}.conf`)),
      readEventLog(this.#host, serviceDirectory(service)),
    ]);
    const recorded = conf === undefined ? log && {logFile: log.logFile, when: 'never' as const} : recordedLog(conf);
    if (recorded === undefined) return undefined;
    return jobHandle({...service, logFile: recorded.logFile, restart: {when: recorded.when}}, this.#options);
  }

  override async status(handle: Handle): Promise<ServiceStatus> {
    const found = await super.status(handle);
    if (found.state === 'running') return found;
    const {job, directory, when} = jobDataOf(handle);
    const state = await this.#initctlOf(handle).state(job);
    const log = await readEventLog(this.#host, directory);
    // Upstart may have started it again since its processes were looked for.
    if (state?.state === 'running' && log?.state === 'running') return super.status(handle);
    return statusOfJob(found, state, {when}, log?.restarts ?? 0);
  }

  override async stop(handle: Handle, policy: StopPolicy): Promise<void> {
    const {job} = jobDataOf(handle);
    const initctl = this.#initctlOf(handle);
    const until = Date.now() + END_TIMEOUT_MS;
    do {
      if (Date.now() > until) throw notStopped(handle);
      await super.stop(handle, policy);
      // A start that was under way may have had the job begin once more.
    } while (!(await initctl.untilWaiting(job, AGAIN_MS)));
    if (await this.#fileOf(handle).remove()) await initctl.reload();
    await this.#logOf(handle).settle();
  }

  /** Upstart lets us end the service: the signal and the time of the policy may not be those of the job file. */
  protected override leave(handle: Handle): Promise<void> {
    return this.#initctlOf(handle).stop(jobDataOf(handle).job, LONGEST_STOP_SECONDS);
  }

  override logs(handle: Handle, options: LogOptions): AsyncIterable<LogLine> {
    const {logFile, jobLog} = jobDataOf(handle);
    return new LogReader(this.#host, handle.service, logFile, jobLog).read(options);
  }

  async #begin(spec: ServiceSpec, handle: Handle): Promise<void> {
    const {job, directory} = jobDataOf(handle);
    const initctl = this.#initctlOf(handle);
    const before = await readEventLog(this.#host, directory);
    // A job that is not yet done with its last run would begin again as it was, not as its file says now.
    const state = await initctl.state(job);
    if (state?.goal === 'stop' && state.state !== 'waiting') await initctl.untilWaiting(job, END_TIMEOUT_MS);
    const why = await initctl.start(job);
    if (why !== undefined) throw notStarted(spec, handle, why);
    const begun = Date.now();
    for (;;) {
      const log = await readEventLog(this.#host, directory);
      const isNew = log?.service !== undefined && log.service.startTicks !== before?.service?.startTicks;
      if (isNew || (await super.status(handle)).state === 'running') return;
      if (Date.now() - begun > BEGIN_TIMEOUT_MS) throw notStarted(spec, handle, 'it did not begin');
      await sleep(PAUSE_MS);
    }
  }

  #initctlOf(handle: Handle): Initctl {
    return new Initctl(this.#host, jobDataOf(handle).initctl);
  }

  #logOf(handle: Handle): JobLog {
    const {logFile, jobLog} = jobDataOf(handle);
    return new JobLog(this.#host, logFile, jobLog);
  }

  #fileOf(handle: Handle): JobFile {
    return new JobFile(this.#host, jobDataOf(handle).jobFile);
  }
}

function readJobScript(): Promise<string> {
  return readScript(new URL('../src/job.sh', import.meta.url));
}

function notStarted({id, logFile}: ServiceSpec, handle: Handle, why: string): DevstackError {
  const {initctl, job} = jobDataOf(handle);
  return new DevstackError(`cannot start ${id} as job ${job}: ${why}`, {
    code: 'DEVSTACK_ERR_RUNNER',
    suggestions: [`see ${logFile}`, `see what upstart makes of it: ${initctl} status ${job}`],
  });
}

function notStopped(handle: Handle): DevstackError {
  const {initctl, job} = jobDataOf(handle);
  return new DevstackError(`cannot stop ${handle.service}: upstart does not let go of job ${job}`, {
    code: 'DEVSTACK_ERR_SERVICE_STOP',
    suggestions: [`see how far it is: ${initctl} status ${job}`],
  });
}
