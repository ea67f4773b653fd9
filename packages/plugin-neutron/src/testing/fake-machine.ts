import type {Argv, Host, RunResult, StepContext} from '@devstack/sdk';

/** A machine of which only some files are there, and that notes what was run. */
export class FakeMachine {
  readonly ran: string[] = [];
  readonly #files = new Map<string, string>();
  readonly #answers = new Map<string, Partial<RunResult>>();

  file(path: string, content = ''): this {
    this.#files.set(path, content);
    return this;
  }

  /** What a command prints, by its first words. */
  on(words: string, answer: Partial<RunResult>): this {
    this.#answers.set(words, answer);
    return this;
  }

  host(): Host {
    return {
      facts: async () => ({uid: 0}),
      which: async () => undefined,
      stat: async (path: string) => (this.#isThere(path) ? {type: 'file', target: `link of ${path}`} : undefined),
      readText: async (path: string) => this.#files.get(path),
      list: async (path: string) => this.#namesIn(path),
      remove: async (path: string) => void this.ran.push(`remove ${path}`),
      run: async (argv: Argv) => this.#run(argv.join(' ')),
    } as unknown as Host;
  }

  #run(command: string): RunResult {
    this.ran.push(command);
    const answer = [...this.#answers].find(([words]) => command.startsWith(words))?.[1];
    if (answer?.code !== undefined && answer.code > 1) throw new Error(`${command}: exit code ${answer.code}`);
    return {code: 0, stdout: '', stderr: '', ...answer};
  }

  #isThere(path: string): boolean {
    return this.#files.has(path) || this.#namesIn(path) !== undefined;
  }

  #namesIn(path: string): readonly string[] | undefined {
    const names = [...this.#files.keys()].filter((name) => name.startsWith(`${path}/`));
    return names.length === 0
      ? undefined
      : [...new Set(names.map((name) => name.slice(path.length + 1).split('/')[0]!))];
  }
}

export const CONTEXT = {signal: new AbortController().signal} as unknown as StepContext;
