import type {Argv, Ownership} from './host.ts';
import type {JsonObject} from './json.ts';

/** How a service is started. Resolved: it may hold secrets in `env` only, and is never stored. */
export interface ServiceSpec {
  /** `component/service`, for example `keystone/api`. */
  readonly id: string;
  readonly argv: Argv;
  readonly cwd: string;
  /** The whole environment; nothing is inherited from the caller. */
  readonly env: Readonly<Record<string, string>>;
  /** The system user it runs as; the caller's own when missing. */
  readonly owner?: Ownership;
  /** Absolute path of the log file; its directory exists. */
  readonly logFile: string;
  /**
   * Absolute path of a directory of the runner's own for this component; exists, mode 0700 of the owner. In the directory above it, which
   * belongs to who starts services, a runner may make one for all services of the installation.
   */
  readonly runDirectory: string;
  readonly stop: StopPolicy;
  readonly restart: RestartPolicy;
}

/** How a service is asked to end. */
export interface StopPolicy {
  readonly signal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP';
  /** Milliseconds until SIGKILL. */
  readonly graceMs: number;
}

/** When a service that ended is started again. */
export interface RestartPolicy {
  readonly when: 'never' | 'on-failure' | 'always';
  /** So many restarts within the window, and the service is `failed`. */
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * What a runner knows of a service it started. Plain, versioned, stored in the trace, and enough for a later process, or a
 * later version of the runner, to find the service again.
 */
export interface Handle {
  readonly version: 1;
  readonly runner: string;
  readonly service: string;
  readonly data: JsonObject;
}

/** How a service is. */
export type ServiceStatus =
  | {
      readonly state: 'running';
      readonly pid: number;
      readonly sinceMs: number;
      readonly memoryBytes?: number;
      readonly restarts?: number;
    }
  | {readonly state: 'restarting'; readonly restarts: number}
  | {readonly state: 'exited'; readonly code: number | null; readonly signal: string | null; readonly atMs?: number}
  | {readonly state: 'failed'; readonly restarts: number; readonly code: number | null; readonly signal: string | null}
  | {
      readonly state: 'stopped';
      /** Nobody stopped it: it ended with the machine, which has been started again since. */
      readonly reason?: 'reboot';
    };

/** A line of the log of a service. */
export interface LogLine {
  readonly service: string;
  /** Milliseconds since the epoch, when the runner knows. */
  readonly atMs?: number;
  readonly text: string;
}

/** Which lines of a log are wanted. */
export interface LogOptions {
  /** Goes on until `signal`. */
  readonly follow?: boolean;
  /** Only the last so many lines. */
  readonly tail?: number;
  readonly sinceMs?: number;
  readonly signal?: AbortSignal;
}

/** Whether something can be used on this machine; if not, why and what helps. */
export type Usable =
  | {readonly usable: true}
  | {
      readonly usable: false;
      readonly why: string;
      readonly fix?: string;
      /** True when the packages that a distro file lists for the runner bring what is missing. */
      readonly packaged?: boolean;
    };

/** What services can expect of a runner. */
export interface RunnerCapabilities {
  /** Services are there again after a reboot without anybody asking. */
  readonly survivesReboot: boolean;
  /** The runner itself restarts a service according to its policy. */
  readonly restarts: boolean;
}

/**
 * Starts, watches and stops services. It has no memory of its own: everything it must know later is in the handle.
 *
 * - `start` is idempotent: a service that runs under the same id and run directory is found again, not doubled, also when the
 *   process that started it was killed before it could store the handle.
 * - `stop` is idempotent and returns only when nothing of the service is left; a service that is gone already is no error.
 * - the service outlives the process that called `start`.
 *
 * Throws DEVSTACK_ERR_RUNNER, DEVSTACK_ERR_COMMAND, DEVSTACK_ERR_SERVICE_STOP.
 */
export interface Runner {
  readonly capabilities: RunnerCapabilities;
  probe(): Promise<Usable>;
  start(spec: ServiceSpec): Promise<Handle>;
  /** The handle of a service that was started under this id and run directory, when the caller died before it could store it; undefined when there is none. */
  recover(service: Pick<ServiceSpec, 'id' | 'runDirectory'>): Promise<Handle | undefined>;
  status(handle: Handle): Promise<ServiceStatus>;
  /** @param policy signal, and milliseconds until SIGKILL */
  stop(handle: Handle, policy: StopPolicy): Promise<void>;
  logs(handle: Handle, options: LogOptions): AsyncIterable<LogLine>;
  /** Pids of everything that belongs to the service, the first one first; empty when it does not run. */
  pids(handle: Handle): Promise<readonly number[]>;
  /** A command that connects the user's terminal to the service. Absent where there is none. */
  attach?(handle: Handle): Argv;
}
