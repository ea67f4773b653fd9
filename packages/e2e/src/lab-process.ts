import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {type CommandResult, commandFailure, exitCodeOf} from './command.ts';
import {killDescendants, readProcess, sendSignal, sleep} from './process-table.ts';

export interface Entrance {
  /** Pid 1 of the lab, as this machine counts. */
  pid: number;
  uid: number;
  cwd: string;
  env: Record<string, string>;
  input?: string;
}

function nsenterArgs({pid, uid, cwd}: Entrance, argv: readonly string[]): string[] {
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--root', `--wdns=${cwd}`];
  return ['--target', `${pid}`, ...namespaces, '--setuid', `${uid}`, '--setgid', `${uid}`, '--', ...argv];
}

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);

/** A program that runs in a lab. */
export class LabProcess {
  readonly argv: readonly string[];
  stdout = '';
  stderr = '';
  /** Settles when the program has ended, however it ended. */
  readonly done: Promise<CommandResult>;
  #pid: number | undefined;
  readonly #entrance: ChildProcess;
  #ended = false;

  private constructor(entrance: Entrance, argv: readonly string[]) {
    this.argv = argv;
    const stdin = entrance.input === undefined ? 'ignore' : 'pipe';
    const child = spawn('nsenter', nsenterArgs(entrance, argv), {env: entrance.env, stdio: [stdin, 'pipe', 'pipe']});
    this.#entrance = child;
    child.stdout!.setEncoding('utf8').on('data', (chunk) => (this.stdout += chunk));
    child.stderr!.setEncoding('utf8').on('data', (chunk) => (this.stderr += chunk));
    child.stdin?.on('error', () => {}).end(entrance.input);
    this.done = this.#end(child);
  }

  static async start(entrance: Entrance, argv: readonly string[]): Promise<LabProcess> {
    const started = new LabProcess(entrance, argv);
    while (!started.#ended && !started.#findPid()) await sleep(1);
    return started;
  }

  /** The program's own pid, as this machine counts. */
  get pid(): number {
    if (this.#pid === undefined) throw new Error(`cannot tell the pid of ${this.argv.join(' ')}: it never ran`);
    return this.#pid;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#ended) sendSignal(this.pid, signal);
  }

  /** SIGKILL for the program and all its descendants, in whatever group or session; daemons that left it stay. */
  async killTree(): Promise<void> {
    const entrance = this.#ended ? undefined : readProcess(this.#entrance.pid!);
    if (entrance) await killDescendants(entrance);
    await this.done;
  }

  failure(result: CommandResult, reason?: string): Error {
    return commandFailure(this.argv, result, reason);
  }

  #findPid(): boolean {
    try {
      const [first] = childrenOf(this.#entrance.pid!);
      if (first) this.#pid = Number(first);
    } catch {
      return false; // it ended between two looks
    }
    return this.#pid !== undefined;
  }

  async #end(child: ChildProcess): Promise<CommandResult> {
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status, signal) => resolve(exitCodeOf(status, signal)));
    });
    this.#ended = true;
    // A daemon that kept the program's output open must not keep the caller waiting.
    await Promise.race([closed, sleep(300)]);
    return {code, stdout: this.stdout, stderr: this.stderr};
  }
}
