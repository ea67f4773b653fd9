/** What upstart wants of a job, and how far it is. */
export interface JobState {
  readonly goal: 'start' | 'stop';
  /** `waiting`, `running`, `post-stop` ... */
  readonly state: string;
}

/** Reads `svc start/running, process 15`; undefined when upstart does not know the job. */
export function parseJobState(stdout: string): JobState | undefined {
  const [, goal, state] = /^\S+(?: \([^)]*\))? (start|stop)\/([a-z-]+)/.exec(stdout) ?? [];
  return goal === undefined || state === undefined ? undefined : {goal: goal === 'start' ? 'start' : 'stop', state};
}

/** Reads `init (upstart 1.13.2)`. */
export function parseVersion(stdout: string): readonly [number, number] | undefined {
  const [, major, minor] = /\(upstart (\d+)\.(\d+)/.exec(stdout) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

/** What initctl says when it fails, without its own name. */
export function reasonOf(stderr: string): string {
  return stderr.trim().replace(/^initctl: /, '');
}
