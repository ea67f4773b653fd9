import {
  DevstackError,
  type Host,
  type JsonObject,
  type OptionValues,
  type PackageRequest,
  type Packager,
  T,
} from '@devstack/sdk';
import {fulfils, newestFor, sameName} from './package-names.ts';

/** Installs packages that are files, by copying them from a shelf to a directory that exists. */
export class ExamplePackager implements Packager {
  static readonly inject = [T.host, T.options] as const;

  readonly #host: Host;
  readonly #shelf: string;
  readonly #target: string;

  constructor(host: Host, options: OptionValues) {
    this.#host = host;
    this.#shelf = String(options.shelf);
    this.#target = String(options.target);
  }

  async missing(requests: readonly PackageRequest[]): Promise<readonly PackageRequest[]> {
    const there = await this.#installed();
    return requests.filter((request) => !there.some((file) => fulfils(file, request)));
  }

  async capture(requests: readonly PackageRequest[]): Promise<JsonObject> {
    return {there: [...(await this.#installed())], requests: requests.map(({name}) => name)};
  }

  async install(
    requests: readonly PackageRequest[],
    before: JsonObject,
    previous: JsonObject | undefined,
  ): Promise<JsonObject> {
    const shelf = (await this.#host.list(this.#shelf)) ?? [];
    const wanted = (await this.missing(requests)).map((request) => newestFor(request, shelf) ?? this.#refuse(request));
    for (const file of wanted) await this.#copy(file);
    const removable = requests.filter((request) => request.removable !== false);
    const there = (await this.#installed()).filter((file) => !filesIn(before, 'there').includes(file));
    const ours = there.filter((file) => removable.some((request) => sameName(file, request.name)));
    return {files: [...new Set([...filesIn(previous ?? {}, 'files'), ...ours])].sort()};
  }

  async remove(before: JsonObject, owned: JsonObject, keep: readonly PackageRequest[]) {
    const files = 'files' in owned ? filesIn(owned, 'files') : await this.#unfinished(before);
    const kept = files.filter((file) => keep.some((request) => sameName(file, request.name)));
    for (const file of files) if (!kept.includes(file)) await this.#host.remove(`${this.#target}/${file}`);
    return {owned: {files: kept}, kept: []};
  }

  /** What an `install` that never ended may have brought. */
  async #unfinished(before: JsonObject): Promise<readonly string[]> {
    const names = filesIn(before, 'requests');
    const brought = (await this.#installed()).filter((file) => !filesIn(before, 'there').includes(file));
    return brought.filter((file) => names.some((name) => sameName(file, name)));
  }

  async #installed(): Promise<readonly string[]> {
    return (await this.#host.list(this.#target)) ?? [];
  }

  async #copy(file: string): Promise<void> {
    const content = await this.#host.readFile(`${this.#shelf}/${file}`);
    await this.#host.writeFile(`${this.#target}/${file}`, content ?? '', {mode: 0o644});
  }

  #refuse({name, version = '*'}: PackageRequest): never {
    throw new DevstackError(`cannot install ${name}: the shelf ${this.#shelf} has no version ${version} of it`, {
      code: 'DEVSTACK_ERR_PACKAGES',
      suggestions: [`ls ${this.#shelf}`],
    });
  }
}

function filesIn(record: JsonObject, key: string): readonly string[] {
  return (record[key] as readonly string[] | undefined) ?? [];
}
