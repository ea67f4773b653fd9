import type {DevstackError} from '@devstack/sdk';

export type StepOutcome = 'applied' | 'changed' | 'present' | 'reverted' | 'kept';

/** What an engine tells whoever shows it, while it works. Plain data but for the error. */
export type EngineEvent =
  /** `total` steps are looked at; those that are as they should be are counted too. */
  | {readonly type: 'run-started'; readonly action: string; readonly total: number}
  | {readonly type: 'step-started'; readonly id: string; readonly title: string}
  | {
      readonly type: 'step-progress';
      readonly id: string;
      readonly what: string;
      readonly done?: number;
      readonly total?: number;
    }
  | {
      readonly type: 'step-done';
      readonly id: string;
      readonly title: string;
      readonly outcome: StepOutcome;
      readonly ms: number;
    }
  | {
      readonly type: 'step-failed';
      readonly id: string;
      readonly title: string;
      readonly ms: number;
      readonly error: DevstackError;
    }
  /** A part of a check has ended; `error` says how it failed. */
  | {
      readonly type: 'check-step';
      readonly check: string;
      readonly title: string;
      readonly ms: number;
      readonly error?: DevstackError;
    }
  /** Something a person should know though nothing is wrong: the origin that was chosen, and why. */
  | {readonly type: 'note'; readonly message: string}
  | {readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn'; readonly message: string};

export type EventSink = (event: EngineEvent) => void;
