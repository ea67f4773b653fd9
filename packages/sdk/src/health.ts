import type {Argv} from './host.ts';

/** How to tell that a service is ready. Asked again every few tens of milliseconds until it is, or the service ends, or time is up. */
export type Health = (
  | {
      readonly kind: 'http';
      readonly url: string /** Statuses that mean ready; [200, 300] when missing. */;
      readonly statuses?: readonly number[];
    }
  | {readonly kind: 'tcp'; readonly host: string; readonly port: number}
  | {
      readonly kind: 'log' /** Source of a regular expression that a line of the log matches. */;
      readonly pattern: string;
    }
  | {readonly kind: 'exec' /** Ready when it exits with 0. */; readonly argv: Argv}
  | {
      readonly kind: 'notify' /** Ready when it says READY=1 to the datagram socket that NOTIFY_SOCKET names, as sd_notify(3) does. */;
    }
) & {
  /** Milliseconds until it counts as not started; 60,000 when missing. */
  readonly timeoutMs?: number;
};
