import type {Argv, Host, RunResult} from '@devstack/sdk';

// Nobody can be asked here; git must not start a clean-up in the background that outlives us; messages must be readable by us.
const ENVIRONMENT = {GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C'};
const SETTINGS = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'advice.detachedHead=false'];

/** A checkout on the machine, and git run in it. */
export class Repository {
  readonly host: Host;
  readonly directory: string;
  readonly signal: AbortSignal | undefined;

  constructor(host: Host, directory: string, signal?: AbortSignal) {
    this.host = host;
    this.directory = directory;
    this.signal = signal;
  }

  git(args: readonly string[], accept: readonly number[] = [0]): Promise<RunResult> {
    return this.host.run(['git', ...SETTINGS, '-C', this.directory, ...args], {
      env: ENVIRONMENT,
      accept,
      ...(this.signal === undefined ? {} : {signal: this.signal}),
    });
  }

  async read(args: readonly string[]): Promise<string> {
    return (await this.git(args)).stdout.trim();
  }

  async lines(args: readonly string[]): Promise<string[]> {
    return (await this.git(args)).stdout.split('\n').filter((line) => line !== '');
  }

  /** The commit that a name stands for in this repository; undefined when it has no such thing. */
  async commitOf(name: string): Promise<string | undefined> {
    const {code, stdout} = await this.git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], [0, 1, 128]);
    return code === 0 ? stdout.trim() : undefined;
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    return (await this.git(['merge-base', '--is-ancestor', older, newer], [0, 1])).code === 0;
  }

  async isShallow(): Promise<boolean> {
    return (await this.read(['rev-parse', '--is-shallow-repository'])) === 'true';
  }
}

/** Runs git outside of a checkout. */
export function runGit(
  host: Host,
  args: readonly string[],
  options: {signal?: AbortSignal; timeoutMs?: number} = {},
): Promise<RunResult> {
  const argv: Argv = ['git', ...SETTINGS, ...args];
  return host.run(argv, {env: ENVIRONMENT, ...options});
}
