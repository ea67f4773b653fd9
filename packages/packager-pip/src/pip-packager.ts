import {
  DevstackError,
  type Environment,
  type Host,
  type Http,
  type JsonObject,
  type Kept,
  type Logger,
  type PackageRequest,
  type Packager,
  type PackagerContext,
  type PythonArgs,
  T,
} from '@devstack/sdk';
import {type LockEntry, parseLock, renderLock} from './lock-file.ts';
import {isFulfilled, recordOf, requestsOf, requirementOf, uniteRequests, withoutRequests} from './pip-requests.ts';
import {stampPath} from './python-stamp.ts';
import {type Before, PythonStep} from './python-step.ts';
import {normaliseName} from './requirement.ts';

/**
 * Distributions of PyPI as packages of the machine: tools that a component starts and does not import. They live in an environment of their
 * own, `<cache>/pip`, so that nothing they need comes between what the services need.
 */
export class PipPackager implements Packager {
  static readonly inject = [T.host, T.http, T.environment, T.logger] as const;

  readonly #host: Host;
  readonly #step: PythonStep;
  readonly #directory: string;

  constructor(host: Host, http: Http, environment: Environment, logger: Logger) {
    this.#host = host;
    this.#step = new PythonStep(host, http, environment, logger);
    this.#directory = `${environment.cache}/pip`;
  }

  async missing(requests: readonly PackageRequest[]): Promise<readonly PackageRequest[]> {
    const installed = new Map((await this.#readInstalled()).map(({name, version}) => [name, version]));
    return requests.filter((request) => !isFulfilled(request, installed));
  }

  /** What is wanted already, by whoever, and where the environment begins. */
  async capture(): Promise<JsonObject> {
    const present = await this.#readRequests();
    const environment: Before = (await this.#isComplete())
      ? {existed: false, made: []}
      : await this.#step.capture({environment: this.#directory});
    return {...recordOf(present), environment};
  }

  async install(
    requests: readonly PackageRequest[],
    before: JsonObject,
    previous: JsonObject | undefined,
    context: PackagerContext,
  ): Promise<JsonObject> {
    const present = requestsOf(before);
    const owned = withoutRequests(uniteRequests(requestsOf(previous), requests), present);
    try {
      await this.#apply(uniteRequests(present, owned), before, context);
    } catch (error) {
      if (!(await this.#isComplete())) await this.#clear(before);
      throw error;
    }
    return recordOf(owned);
  }

  async remove(
    before: JsonObject,
    owned: JsonObject,
    keep: readonly PackageRequest[],
    context: PackagerContext,
  ): Promise<{readonly owned: JsonObject; readonly kept: readonly Kept[]}> {
    const stays = ({name, removable}: PackageRequest): boolean =>
      removable === false || keep.some((other) => other.name === name);
    const left = requestsOf(owned).filter(stays);
    const all = uniteRequests(requestsOf(before), left);
    if (all.length === 0) await this.#clear(before);
    else await this.#apply(all, before, context);
    const kept = left
      .filter(({name, removable}) => removable === false && !keep.some((other) => other.name === name))
      .map(({name}) => ({what: name, why: 'its distro file says that it stays'}));
    return {owned: recordOf(left), kept};
  }

  /** Starts nothing when everything is as it should be. */
  async #apply(requests: readonly PackageRequest[], before: JsonObject, context: PackagerContext): Promise<void> {
    const missing = await this.missing(requests);
    const present = await this.#readRequests();
    if (missing.length === 0 && withoutRequests(present, requests).length === 0) return;
    const args = await this.#argsFor(requests, missing);
    await this.#step.apply(args, {before: environmentOf(before)}, context);
    await this.#host.writeFile(this.#requestsPath(), `${JSON.stringify(recordOf(requests))}\n`, {mode: 0o644});
  }

  async #clear(before: JsonObject): Promise<void> {
    await this.#step.revert({args: {environment: this.#directory}, before: environmentOf(before)});
  }

  /** What is installed keeps its version, unless another one is wanted now. */
  async #argsFor(requests: readonly PackageRequest[], missing: readonly PackageRequest[]): Promise<PythonArgs> {
    const interpreter = await this.#host.which('python3');
    if (interpreter === undefined) throw noPython();
    const name = `${this.#directory}/requirements.txt`;
    const outdated = new Set(missing.map((request) => normaliseName(request.name)));
    const installed = (await this.#readInstalled()).filter((entry) => !outdated.has(entry.name));
    return {
      environment: this.#directory,
      interpreter,
      requirements: requests.map(requirementOf).sort(),
      locks: [{name, text: renderLock(installed)}],
      editable: [],
    };
  }

  /** Empty as long as the environment is not complete. */
  async #readInstalled(): Promise<readonly LockEntry[]> {
    const name = `${this.#directory}/requirements.txt`;
    return (await this.#isComplete()) ? parseLock((await this.#host.readText(name)) ?? '', name) : [];
  }

  async #readRequests(): Promise<readonly PackageRequest[]> {
    const text = (await this.#isComplete()) ? await this.#host.readText(this.#requestsPath()) : undefined;
    return text === undefined ? [] : requestsOf(JSON.parse(text) as JsonObject);
  }

  async #isComplete(): Promise<boolean> {
    return (await this.#host.stat(stampPath(this.#directory))) !== undefined;
  }

  #requestsPath(): string {
    return `${this.#directory}/requests.json`;
  }
}

function environmentOf(before: JsonObject): Before {
  return before.environment as Before;
}

function noPython(): DevstackError {
  return new DevstackError('cannot install Python distributions: there is no python3 on PATH', {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: ['install it: apt-get install python3'],
  });
}
