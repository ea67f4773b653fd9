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
import {isFulfilled, parseInstalled, requirementOf} from './pip-requests.ts';
import {stampPath} from './python-stamp.ts';
import {PythonStep} from './python-step.ts';

type Before = Awaited<ReturnType<PythonStep['capture']>>;

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
    if (!(await this.#isComplete())) return requests;
    const library = `${this.#directory}/lib`;
    const pythons = (await this.#host.list(library)) ?? [];
    const names = await Promise.all(pythons.map((python) => this.#host.list(`${library}/${python}/site-packages`)));
    const installed = parseInstalled(names.flatMap((list) => list ?? []));
    return requests.filter((request) => !isFulfilled(request, installed));
  }

  async capture(): Promise<JsonObject> {
    // A second transaction finds the environment of the first.
    return (await this.#isComplete()) ? {existed: false, made: []} : this.#step.capture({environment: this.#directory});
  }

  async install(
    requests: readonly PackageRequest[],
    before: JsonObject,
    previous: JsonObject | undefined,
    context: PackagerContext,
  ): Promise<JsonObject> {
    const all = unite(requestsOf(previous), requests);
    const args = await this.#argsFor(all);
    await this.#step.apply(args, {before: before as Before}, context);
    return recordOf(all);
  }

  async remove(
    before: JsonObject,
    owned: JsonObject,
    keep: readonly PackageRequest[],
    context: PackagerContext,
  ): Promise<{readonly owned: JsonObject; readonly kept: readonly Kept[]}> {
    const isKept = ({name, removable}: PackageRequest): boolean =>
      removable === false || keep.some((other) => other.name === name);
    const left = requestsOf(owned).filter(isKept);
    const args = await this.#argsFor(left);
    if (left.length === 0) await this.#step.revert({args, before: before as Before});
    else await this.#step.apply(args, {before: before as Before}, context);
    const kept = left
      .filter(({removable}) => removable === false)
      .map(({name}) => ({what: name, why: 'its distro file says that it stays'}));
    return {owned: recordOf(left), kept};
  }

  async #isComplete(): Promise<boolean> {
    return (await this.#host.stat(stampPath(this.#directory))) !== undefined;
  }

  async #argsFor(requests: readonly PackageRequest[]): Promise<PythonArgs> {
    const interpreter = await this.#host.which('python3');
    if (interpreter === undefined) throw noPython();
    return {
      environment: this.#directory,
      interpreter,
      requirements: requests.map(requirementOf).sort(),
      locks: [],
      editable: [],
    };
  }
}

function requestsOf(owned: JsonObject | undefined): readonly PackageRequest[] {
  return (owned?.requests ?? []) as unknown as readonly PackageRequest[];
}

function recordOf(requests: readonly PackageRequest[]): JsonObject {
  return {requests: requests.map((request) => ({...request}))};
}

function unite(previous: readonly PackageRequest[], requests: readonly PackageRequest[]): PackageRequest[] {
  return [...new Map([...previous, ...requests].map((request) => [request.name, request])).values()];
}

function noPython(): DevstackError {
  return new DevstackError('cannot install Python distributions: there is no python3 on PATH', {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: ['install it: apt-get install python3'],
  });
}
