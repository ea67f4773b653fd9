import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {REPOSITORY} from './repository.ts';

const run = promisify(execFile);

/** A directory with what `npm install` would bring to new plugins, taken from the repository; and a home of its own. */
export class PluginWorkshop {
  readonly directory: string;
  readonly home: string;

  constructor() {
    this.directory = mkdtempSync(path.join(os.tmpdir(), 'devstack-workshop-'));
    this.home = path.join(this.directory, 'home');
    mkdirSync(this.home);
    this.#link('packages/sdk', '@devstack/sdk');
    this.#link('packages/service-shim', '@devstack/service-shim');
    this.#link('packages/create-plugin', '@devstack/create-plugin');
    this.#link('node_modules/typescript', 'typescript');
    this.#link('node_modules/@types/node', '@types/node');
    this.#link('node_modules/typescript/bin/tsc', '.bin/tsc');
    this.#link('packages/create-plugin/dist/try-bin.js', '.bin/try-plugin');
  }

  /** `npm create @devstack/plugin`. Returns the directory of the plugin. */
  async create(name: string, kind: string): Promise<string> {
    const program = path.join(REPOSITORY, 'packages/create-plugin/dist/bin.js');
    await this.run(this.directory, process.execPath, program, name, '--kind', kind, '--yes');
    return path.join(this.directory, `devstack-${name}`);
  }

  /** `npm pack`, which builds what is packed as a release does. Returns the path of the tarball. */
  async pack(directory: string): Promise<string> {
    const output = await this.run(
      directory,
      'npm',
      'pack',
      '--json',
      '--offline',
      '--pack-destination',
      this.directory,
    );
    // What a build prints comes before the list.
    const [packed] = Object.values(JSON.parse(output.slice(output.search(/^[[{]/m)))) as {filename: string}[];
    return path.join(this.directory, packed!.filename);
  }

  async devstack(variables: Readonly<Record<string, string>>, ...argv: string[]): Promise<string> {
    const program = path.join(REPOSITORY, 'packages/cli/bin/run.js');
    const env = {PATH: process.env.PATH, HOME: this.home, ...variables};
    return (await run(process.execPath, [program, ...argv], {cwd: this.directory, env})).stdout;
  }

  async run(directory: string, program: string, ...argv: string[]): Promise<string> {
    return (await run(program, argv, {cwd: directory, maxBuffer: 2 ** 24})).stdout;
  }

  close(): void {
    rmSync(this.directory, {recursive: true});
  }

  #link(target: string, name: string): void {
    const link = path.join(this.directory, 'node_modules', name);
    mkdirSync(path.dirname(link), {recursive: true});
    symlinkSync(path.join(REPOSITORY, target), link);
  }
}
