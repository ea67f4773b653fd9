import type {RestartPolicy, ServiceStatus} from '@devstack/sdk';
import type {JobState} from './initctl-output.ts';

/**
 * What is true of a service whose processes are known, and of which upstart tells what it wants. Upstart says `stop/waiting` of a job
 * that it stopped because it ended too often, of one that ended well and of one that somebody stopped.
 *
 * @param found as the record of job.sh says, by processes that live
 * @param restarts how often it has been started again
 */
export function statusOfJob(
  found: ServiceStatus,
  job: JobState | undefined,
  policy: Pick<RestartPolicy, 'when'>,
  restarts: number,
): ServiceStatus {
  if (found.state === 'running') return found;
  if (job?.goal === 'start') return {state: 'restarting', restarts: found.state === 'exited' ? restarts + 1 : restarts};
  if (found.state === 'restarting') return {state: 'exited', code: null, signal: null};
  if (found.state !== 'exited' || !isFailure(found.code, policy)) return found;
  return {state: 'failed', restarts, code: found.code, signal: found.signal};
}

function isFailure(code: number | null, {when}: Pick<RestartPolicy, 'when'>): boolean {
  return when === 'always' || (when === 'on-failure' && code !== 0);
}
