import type {Argv, FileInfo, Host, HostFacts, RunOptions, RunResult, WriteOptions} from '@devstack/sdk';

/** The door to where the cloud is, which is known only when the installation was looked at. */
export class CloudHost implements Host {
  readonly kind = 'cloud';
  readonly #current: () => Promise<Host>;

  constructor(current: () => Promise<Host>) {
    this.#current = current;
  }

  async facts(): Promise<HostFacts> {
    return (await this.#current()).facts();
  }

  async run(argv: Argv, options?: RunOptions): Promise<RunResult> {
    return (await this.#current()).run(argv, options);
  }

  async which(program: string): Promise<string | undefined> {
    return (await this.#current()).which(program);
  }

  async stat(path: string): Promise<FileInfo | undefined> {
    return (await this.#current()).stat(path);
  }

  async readFile(path: string): Promise<Uint8Array | undefined> {
    return (await this.#current()).readFile(path);
  }

  async readText(path: string): Promise<string | undefined> {
    return (await this.#current()).readText(path);
  }

  async writeFile(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
    return (await this.#current()).writeFile(path, content, options);
  }

  async makeDirectory(path: string, options: WriteOptions): Promise<void> {
    return (await this.#current()).makeDirectory(path, options);
  }

  async makeSymlink(target: string, path: string): Promise<void> {
    return (await this.#current()).makeSymlink(target, path);
  }

  async remove(path: string, options?: {readonly recursive?: boolean}): Promise<void> {
    return (await this.#current()).remove(path, options);
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    return (await this.#current()).list(path);
  }

  async rename(from: string, to: string): Promise<void> {
    return (await this.#current()).rename(from, to);
  }
}
