import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import type {JobClass, ProcessKind} from './job-class.ts';
import {spawnProcess} from './job-spawn.ts';

type Variables = Readonly<Record<string, string>>;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A job that runs, or is on its way there or back. It keeps the definition it began with. */
export class JobInstance {
  readonly job: JobClass;
  readonly #logDirectory: string;
  readonly #pids = new Map<ProcessKind, number>();
  readonly #settled: (() => void)[] = [];
  goal: 'start' | 'stop' = 'start';
  state = 'waiting';
  hasFailed = false;
  onWaiting: () => void = () => undefined;
  #variables: Variables = {};
  #stopVariables: Variables = {};
  #leave: () => void = () => undefined;
  #respawnedAt = Number.NEGATIVE_INFINITY;
  #respawns = 0;

  constructor(job: JobClass, logDirectory: string) {
    this.job = job;
    this.#logDirectory = logDirectory;
  }

  start(variables: Variables): void {
    this.goal = 'start';
    this.#variables = variables;
    if (this.state === 'waiting') void this.#live();
  }

  stop(variables: Variables): void {
    this.goal = 'stop';
    this.#stopVariables = variables;
    this.#leave();
  }

  restart(): void {
    if (this.state === 'running') this.state = 'pre-stop';
    this.#leave();
  }

  /** Until it runs, or does not any more. */
  async settled(): Promise<void> {
    if (this.#isSettled()) return;
    await new Promise<void>((resolve) => this.#settled.push(resolve));
    await this.settled();
  }

  describe(): string {
    const [first, ...others] = [...this.#pids];
    const same = first !== undefined && (first[0] === 'main' || first[0] === this.state);
    const lines = (same ? others : [...this.#pids]).map(([kind, pid]) => `\n\t${kind} process ${pid}`);
    return `${this.job.name} ${this.goal}/${this.state}${same ? `, process ${first[1]}` : ''}${lines.join('')}`;
  }

  #isSettled(): boolean {
    return this.state === 'waiting' || (this.state === 'running' && this.goal === 'start');
  }

  #enter(state: string): void {
    this.state = state;
    if (this.#isSettled()) for (const resolve of this.#settled.splice(0)) resolve();
  }

  async #live(): Promise<void> {
    do {
      this.hasFailed = false;
      this.#enter('starting');
      this.#enter('pre-start');
      if (!(await this.#run('pre-start'))) this.#fail();
      const main = this.goal === 'start' ? this.#spawn('main') : undefined;
      if (main === undefined) this.#fail();
      else await this.#watch(main);
      this.#enter('post-stop');
      if (!(await this.#run('post-stop'))) this.#fail();
    } while (this.goal === 'start');
    this.onWaiting();
    this.#enter('waiting');
  }

  async #watch(main: {readonly child: ChildProcess; readonly ended: Promise<Ended>}): Promise<void> {
    const leave = new Promise<undefined>((resolve) => {
      this.#leave = () => resolve(undefined);
    });
    this.#enter('running');
    if (this.goal === 'stop') this.#leave();
    const ended = await Promise.race([main.ended, leave]);
    if (ended !== undefined) this.#judge(ended);
    else {
      this.#enter('pre-stop');
      await this.#run('pre-stop');
    }
    this.#enter('stopping');
    this.#enter('killed');
    if (this.#pids.has('main')) await this.#kill(main);
  }

  async #kill({child, ended}: {readonly child: ChildProcess; readonly ended: Promise<Ended>}): Promise<void> {
    signalGroup(child, this.job.killSignal);
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), this.job.killSeconds * 1000);
    await ended;
    clearTimeout(timer);
  }

  /** Of a job that is to be started again, also an end with 0 is a failure, unless `normal exit` has it. */
  #judge({code, signal}: Ended): void {
    const how = signal === null ? String(code) : signal.slice(3);
    const isFailure = (code !== 0 || this.job.respawn) && !this.job.normalExit.includes(how);
    if (isFailure && this.job.respawn && !this.#isRunaway()) return;
    this.goal = 'stop';
    this.hasFailed = isFailure;
  }

  #isRunaway(): boolean {
    const {respawnLimit, respawnSeconds} = this.job;
    if (respawnLimit === 0 || respawnSeconds === 0) return false;
    const now = Math.floor(performance.now() / 1000);
    if (now - this.#respawnedAt >= respawnSeconds) {
      this.#respawnedAt = now;
      this.#respawns = 1;
      return false;
    }
    return ++this.#respawns > respawnLimit;
  }

  #fail(): void {
    this.hasFailed = true;
    this.goal = 'stop';
  }

  /** @returns false when it fails; a process that the job does not have does not */
  async #run(kind: ProcessKind): Promise<boolean> {
    if (this.job.processes[kind] === undefined) return true;
    const process = this.#spawn(kind);
    return process !== undefined && (await process.ended).code === 0;
  }

  /** undefined when it cannot be started */
  #spawn(kind: ProcessKind): {readonly child: ChildProcess; readonly ended: Promise<Ended>} | undefined {
    const process = this.job.processes[kind];
    if (process === undefined) return undefined;
    const child = spawnProcess(this.job, process, this.#environment(kind), this.#logDirectory);
    child.once('error', () => undefined);
    if (child.pid === undefined) return undefined;
    this.#pids.set(kind, child.pid);
    const ended = once(child, 'exit').then(([code, signal]): Ended => {
      this.#pids.delete(kind);
      return {code, signal};
    });
    return {child, ended};
  }

  #environment(kind: ProcessKind): Record<string, string> {
    const entries = this.job.env.map((entry): [string, string] => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)];
    });
    return {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin',
      TERM: 'linux',
      ...Object.fromEntries(entries),
      ...this.#variables,
      ...(kind === 'pre-stop' || kind === 'post-stop' ? this.#stopVariables : {}),
      UPSTART_JOB: this.job.name,
      UPSTART_INSTANCE: '',
    };
  }
}

function signalGroup({pid}: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid!, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
