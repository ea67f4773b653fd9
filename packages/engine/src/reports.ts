import type {Action, Argv, Endpoint, Kept, PartState, Phase, ServiceStatus} from '@devstack/sdk';
import type {StepOutcome} from './events.ts';

/** One step of a plan as it is shown. */
export interface PlannedStep {
  readonly id: string;
  readonly kind: string;
  readonly phase: Phase;
  readonly components: readonly string[];
  readonly needs: readonly string[];
  /** What would happen: nothing (`present`), `apply`, `update`, or `revert`. */
  readonly change: 'present' | 'apply' | 'update' | 'revert';
  readonly title: string;
  readonly details: readonly string[];
  readonly why?: string;
  readonly privileged?: string;
  readonly irreversible?: string;
  /** Content of a file before and after, secrets redacted. */
  readonly content?: {readonly path: string; readonly before?: string; readonly after: string};
}

export interface PlanReport {
  readonly action: Action;
  readonly root: string;
  readonly persona: string;
  readonly components: readonly {readonly name: string; readonly origin: string; readonly series: string}[];
  readonly notes: readonly string[];
  readonly steps: readonly PlannedStep[];
}

export interface RunReport {
  readonly action: Action | 'restart';
  readonly root: string;
  readonly components: readonly string[];
  /** True when there was nothing to do. */
  readonly unchanged: boolean;
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly outcome: StepOutcome;
    /** Milliseconds from the start of the run to the start of the step. */
    readonly startedMs: number;
    readonly ms: number;
  }[];
  /** Milliseconds from the first start to the last end of the steps of each phase. */
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
  readonly ms: number;
  readonly endpoints: readonly Endpoint[];
  readonly kept: readonly Kept[];
  readonly notes: readonly string[];
}

/** A runner knows what became of its service; `unknown` when the plugin of the runner is not there to be asked. */
export type ServiceState = ServiceStatus | {readonly state: 'unknown'; readonly why: string};

export interface ServiceRow {
  readonly service: string;
  readonly status: ServiceState;
  readonly runner: string;
  readonly ports: readonly number[];
  readonly health: 'ok' | 'failing' | 'unknown';
  readonly logFile?: string;
  /** The end of the log of a service that ended or failed. */
  readonly lastLines?: readonly string[];
  /** A command that connects the terminal to the service, where its runner has one. */
  readonly attach?: Argv;
}

/** A line of a log. One without a time of its own has that of the line before it. */
export interface TimedLine {
  readonly service: string;
  readonly atMs: number;
  readonly text: string;
}

export interface LogReading {
  /** Whose lines may come. */
  readonly services: readonly string[];
  /** In the order of time, but never against the order of one service's own lines. */
  readonly lines: AsyncIterable<TimedLine>;
}

/** What a component says of its own parts. */
export interface ComponentState {
  readonly component: string;
  readonly parts: readonly PartState[];
  /** Why it did not say. */
  readonly error?: {readonly message: string; readonly suggestions: readonly string[]};
}

/** The namespaces that a cloud lives in. */
export interface IsolationReport {
  /** Under which the machine reaches it. */
  readonly address: string;
  /** Down: everything that ran in them is gone. */
  readonly state: 'up' | 'down';
  /** A shell where the cloud is. */
  readonly enter?: Argv;
}

export interface StatusReport {
  readonly root: string;
  /** Missing for a cloud that lives on the machine itself. */
  readonly isolation?: IsolationReport;
  readonly installed: readonly string[];
  readonly services: readonly ServiceRow[];
  /** Of the components that run and can tell. */
  readonly states: readonly ComponentState[];
}

export interface CheckedStep {
  readonly title: string;
  readonly ms: number;
  readonly failed: boolean;
}

export interface CheckReport {
  readonly check: string;
  readonly component: string;
  readonly steps: readonly CheckedStep[];
  readonly ms: number;
  /** How it failed, with the last log lines of the component's services. */
  readonly error?: {
    readonly message: string;
    readonly suggestions: readonly string[];
    readonly output: readonly string[];
  };
}

export interface VerifyReport {
  readonly root: string;
  readonly passed: boolean;
  readonly checks: readonly CheckReport[];
  readonly ms: number;
}
