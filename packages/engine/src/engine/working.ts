import type {Kept} from '@devstack/sdk';
import {DevstackError} from '@devstack/sdk';
import {acquireLock} from '../execute/lock.ts';
import type {RunContext} from '../execute/run-context.ts';
import type {SecretBook} from '../secrets/secret-book.ts';
import type {RunAction, TraceState} from '../trace/records.ts';
import {ensureRoot, sweepRoot} from '../trace/root-directory.ts';
import {Trace} from '../trace/trace-file.ts';
import {lookAt} from './look.ts';
import type {Session} from './session.ts';

/** An installation that is ours alone until the work is done. */
export interface Workplace {
  readonly trace: Trace;
  readonly run: (secrets: SecretBook | undefined) => RunContext;
}

/** Makes the root if there is none, takes the lock, opens the trace, and gives all of it back at the end. */
export async function withWorkplace<T>(session: Session, work: (place: Workplace) => Promise<T>): Promise<T> {
  const {paths} = session.installation;
  await session.settings.onRoot?.(paths.root);
  await sweepRoot(paths);
  await ensureRoot(paths);
  const lock = await acquireLock(paths, session.settings.commandLine ?? ['devstack']);
  try {
    const trace = await Trace.open(paths.trace);
    try {
      return await work({trace, run: (secrets) => runContext(session, trace, secrets)});
    } finally {
      await trace.close();
    }
  } finally {
    await lock.release();
  }
}

function runContext(session: Session, trace: Trace, secrets: SecretBook | undefined): RunContext {
  const {facts, settings} = session;
  return {
    ...lookAt(session, trace.state, secrets),
    trace,
    cpus: facts.cpus,
    results: [],
    ...(settings.signal === undefined ? {} : {stopping: settings.signal}),
  };
}

/** Writes the begin and the end of an action around its work. */
export async function recordAction(
  session: Session,
  trace: Trace,
  action: RunAction,
  work: () => Promise<Kept[]>,
): Promise<Kept[]> {
  const command = session.settings.commandLine ?? [];
  await trace.append({v: 1, t: 'begin', action, command, pid: process.pid, at: new Date().toISOString()});
  const end = (outcome: 'done' | 'failed' | 'interrupted'): Promise<void> =>
    trace.append({v: 1, t: 'end', at: new Date().toISOString(), outcome});
  try {
    const kept = await work();
    await end('done');
    return kept;
  } catch (error) {
    const interrupted = DevstackError.is(error) && error.code === 'DEVSTACK_ERR_INTERRUPTED';
    // The failure itself matters more than a record of it, which a full disk may refuse.
    await end(interrupted ? 'interrupted' : 'failed').catch(() => undefined);
    throw error;
  }
}

/** Whether two looks at a trace saw the same. */
export function isSameState(a: TraceState, b: TraceState): boolean {
  const summary = ({entries, choices}: TraceState): string =>
    JSON.stringify([[...entries].map(([id, {state, digest}]) => [id, state, digest]), [...choices]]);
  return summary(a) === summary(b);
}
