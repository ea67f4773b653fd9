import type {ProcessIdentity} from './process-output.ts';

/** What the shim recorded last. Times are hundredths of a second since the boot. */
export interface EventLog {
  /** Marks all processes of this start of the service. */
  readonly id: string;
  readonly bootId: string;
  readonly shim: ProcessIdentity;
  readonly logFile: string;
  /** The latest first process of the service. */
  readonly service?: ProcessIdentity;
  readonly restarts: number;
  readonly state: 'starting' | 'running' | 'restarting' | 'ended' | 'failed' | 'stopped';
  /** As a shell says it: 128 and the number of the signal, when one ended it. */
  readonly code?: number;
  readonly endedAt?: number;
}

const VERDICTS = {again: 'restarting', ended: 'ended', failed: 'failed', stopped: 'stopped'} as const;

/** Reads `events`; undefined while there is no complete first line. */
export function parseEventLog(text: string): EventLog | undefined {
  let log: EventLog | undefined;
  for (const line of text.split('\n').slice(0, -1)) log = applyEvent(log, line.split(' '));
  return log;
}

function applyEvent(log: EventLog | undefined, [word, ...fields]: readonly string[]): EventLog | undefined {
  if (word === 'shim') {
    const [id = '', pid, start, bootId = '', ...logFile] = fields;
    const shim = {pid: Number(pid), startTicks: Number(start)};
    return {id, bootId, shim, logFile: logFile.join(' '), restarts: 0, state: 'starting'};
  }
  const [first, second, third] = fields.map(Number);
  if (log === undefined || first === undefined || second === undefined || third === undefined) return log;
  if (word === 'run') return {...log, state: 'running', service: {pid: first, startTicks: second}, restarts: third};
  if (word === undefined || !isVerdict(word)) return log;
  return {...log, state: VERDICTS[word], code: first, endedAt: second, restarts: third};
}

function isVerdict(word: string): word is keyof typeof VERDICTS {
  return Object.hasOwn(VERDICTS, word);
}
