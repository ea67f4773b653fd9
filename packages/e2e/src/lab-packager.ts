import {DevstackError, type JsonObject, type Kept, type PackageRequest, type Packager} from '@devstack/sdk';
import type {Lab} from './lab.ts';
import type {LabProcess} from './lab-process.ts';

/** Runs in the lab: calls one method of the packager with arguments from the command line, and prints what it returns. */
const programOf = (name: string, provider: string) => `
import {${provider}} from '/devstack/packages/packager-${name}/src/${name}-packager.ts';
import {createTestHost} from '@devstack/sdk/testing';
const [cache, method, ...args] = JSON.parse(process.argv[1]);
const say = (line) => process.stderr.write(line + '\\n');
const logger = {debug() {}, info: say, warn: say};
const packager = new ${provider}(createTestHost(), {variables: {}, home: process.env.HOME, cache}, logger);
const progress = (...told) => process.stderr.write('progress ' + JSON.stringify(told) + '\\n');
const context = {signal: new AbortController().signal, progress};
try {
  process.stdout.write(JSON.stringify({result: (await packager[method](...args, context)) ?? null}));
} catch (error) {
  process.stdout.write(JSON.stringify({error: {...error, message: error.message}}));
}
`;

const DOING = /^progress .*(unpacking|configuring|removing)/gm;
const PROVIDERS = {apt: 'AptPackager', dnf: 'DnfPackager'} as const;

/** The packager as it works in a lab; every call is a program of its own. */
export class LabPackager implements Packager {
  readonly #lab: Lab;
  readonly #name: 'apt' | 'dnf';
  readonly #cache: string;

  constructor(lab: Lab, name: 'apt' | 'dnf', home = '/root') {
    this.#lab = lab;
    this.#name = name;
    this.#cache = `${home}/cloud/cache`;
  }

  missing = (requests: readonly PackageRequest[]) => this.#call<PackageRequest[]>('missing', requests);
  capture = (requests: readonly PackageRequest[]) => this.#call<JsonObject>('capture', requests);
  preview = (requests: readonly PackageRequest[]) =>
    this.#call<{install: string[]; downloadBytes: number}>('preview', requests);

  install = (requests: readonly PackageRequest[], before: JsonObject, previous?: JsonObject) =>
    this.#call<JsonObject>('install', requests, before, previous ?? null);

  remove = (before: JsonObject, owned: JsonObject, keep: readonly PackageRequest[] = []) =>
    this.#call<{owned: JsonObject; kept: Kept[]}>('remove', before, owned, keep);

  unpack = (names: readonly string[], into: string) => this.#call<string[]>('unpack', names, into);

  start(method: string, ...args: unknown[]): Promise<LabProcess> {
    const program = programOf(this.#name, PROVIDERS[this.#name]);
    const node = ['node', '--conditions', 'devstack-source', '--input-type=module', '--eval', program];
    const call = JSON.stringify([this.#cache, method, ...args]);
    return this.#lab.spawn([...node, call], {cwd: `/devstack/packages/packager-${this.#name}`});
  }

  async #call<Result>(method: string, ...args: unknown[]): Promise<Result> {
    const {stdout, stderr} = await (await this.start(method, ...args)).done;
    if (stdout === '') throw new Error(`no answer of ${method}: ${stderr}`);
    const {result, error} = JSON.parse(stdout);
    if (error !== undefined) throw new DevstackError(error.message, error);
    return result;
  }
}

/** Kills a program and all its descendants when it has reported so much progress with packages. It must not come to an end before. */
export async function killAfter(lines: number, started: LabProcess, doing = DOING): Promise<void> {
  let ended = false;
  const done = started.done.then(() => {
    ended = true;
  });
  const reported = () => started.stderr.match(doing)?.length ?? 0;
  while (reported() < lines) {
    if (ended) throw new Error(`it ended before it could be killed: ${started.stdout}\n${started.stderr.slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await started.killTree();
  await done;
}
