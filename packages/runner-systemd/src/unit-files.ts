import {dirname, join} from 'node:path';
import type {Host, ServiceSpec} from '@devstack/sdk';
import {readMadeDirectories, withMadeDirectories} from './made-directories.ts';
import type {Manager} from './manager.ts';
import {renderEnvironment, renderMemory, renderService, renderSlice, renderTarget} from './unit-conf.ts';
import {COMMON_SLICE, sharedNames, stemOf, type UnitNames} from './unit-names.ts';
import {earlierUnits, readAfter} from './unit-order.ts';

/** The files that tell a manager of the services. */
export class UnitFiles {
  readonly #host: Host;
  readonly #manager: Manager;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(host: Host, manager: Manager) {
    this.#host = host;
    this.#manager = manager;
  }

  /** The unit file of a service; undefined when it was never started, or stopped. */
  async read({service}: UnitNames): Promise<string | undefined> {
    return this.#host.readText(await this.#path(service));
  }

  async exists({service}: UnitNames): Promise<boolean> {
    return (await this.#host.stat(await this.#path(service))) !== undefined;
  }

  install(spec: ServiceSpec, names: UnitNames): Promise<void> {
    return this.#inTurn(async () => {
      const shared = sharedNames(stemOf(names));
      const [directory, version, inherited] = await Promise.all([
        this.#manager.directory(),
        this.#manager.version(),
        this.#manager.variableNames(),
      ]);
      const bootWants = this.#bootWants();
      await this.#makeDirectories(directory, join(directory, bootWants));
      const after = earlierUnits(names.service, await this.#order(shared.wants));
      const around = {scope: this.#manager.scope, version, directory, after, inherited};
      await this.#write(names.environment, renderEnvironment(spec.env), 0o600);
      await this.#write(names.memory, renderMemory(spec.id, names));
      await this.#host.makeDirectory(join(directory, shared.wants), {mode: 0o755});
      await this.#link(`../${names.service}`, join(shared.wants, names.service));
      await this.#write(shared.slice, renderSlice(shared.slice));
      await this.#write(shared.target, renderTarget());
      await this.#link(`../${shared.target}`, join(bootWants, shared.target));
      // Last: what has a unit file can be started.
      await this.#write(names.service, renderService(spec, names, shared, around));
    });
  }

  /** Replaces the unit file of a service. */
  async rewrite({service}: UnitNames, text: string): Promise<void> {
    await this.#write(service, text);
  }

  /** @returns true when it was the last service of its installation */
  remove(names: UnitNames): Promise<boolean> {
    return this.#inTurn(async () => {
      const {wants, target, slice} = sharedNames(stemOf(names));
      await this.#remove(join(wants, names.service), names.environment, names.memory);
      const isLast = (await this.#host.list(await this.#path(wants)))?.length === 0;
      if (isLast) await this.#remove(wants, join(this.#bootWants(), target), target, slice);
      const emptied = isLast ? await this.#removeCommon() : [];
      // Last: a removal that was interrupted is taken up where there is a unit file.
      await this.#remove(names.service);
      for (const path of emptied.reverse()) {
        if ((await this.#host.list(path))?.length === 0) await this.#host.remove(path);
      }
      return isLast;
    });
  }

  /** What belongs to all installations goes with the last of them. @returns directories that were made for it */
  async #removeCommon(): Promise<string[]> {
    const names = (await this.#host.list(await this.#manager.directory())) ?? [];
    if (names.some((name) => /^devstack-.*\.slice$/.test(name))) return [];
    const made = readMadeDirectories((await this.#host.readText(await this.#path(COMMON_SLICE))) ?? '');
    await this.#remove(COMMON_SLICE);
    return made;
  }

  async #makeDirectories(...paths: readonly string[]): Promise<void> {
    const missing: string[] = [];
    for (const path of paths) missing.push(...(await this.#missing(path)));
    const made = [...new Set(missing)];
    for (const path of made) await this.#host.makeDirectory(path, {mode: 0o755});
    const common = await this.#host.readText(await this.#path(COMMON_SLICE));
    if (common === undefined || made.length > 0) {
      const before = readMadeDirectories(common ?? '');
      await this.#write(COMMON_SLICE, withMadeDirectories(renderSlice(COMMON_SLICE), [...before, ...made]));
    }
  }

  async #missing(path: string): Promise<string[]> {
    if ((await this.#host.stat(path)) !== undefined) return [];
    return [...(await this.#missing(dirname(path))), path];
  }

  async #order(wants: string): Promise<Map<string, string[]>> {
    const units = (await this.#host.list(await this.#path(wants))) ?? [];
    const texts = await Promise.all(units.map(async (unit) => this.#host.readText(await this.#path(unit))));
    return new Map(units.map((unit, index) => [unit, readAfter(texts[index] ?? '')]));
  }

  async #write(name: string, text: string, mode = 0o644): Promise<void> {
    const path = await this.#path(name);
    if ((await this.#host.readText(path)) === text) return;
    await this.#host.writeFile(path, text, {mode});
  }

  async #link(target: string, name: string): Promise<void> {
    const path = await this.#path(name);
    const isThere = async () => (await this.#host.stat(path)) !== undefined;
    if (await isThere()) return;
    await this.#host.makeSymlink(target, path).catch(async (error: unknown) => {
      // Another start of the same service was faster.
      if (!(await isThere())) throw error;
    });
  }

  async #remove(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.#host.remove(await this.#path(name));
  }

  async #path(name: string): Promise<string> {
    return join(await this.#manager.directory(), name);
  }

  #bootWants(): string {
    return this.#manager.scope === 'system' ? 'multi-user.target.wants' : 'default.target.wants';
  }

  /** One at a time: the first service makes what is shared, the last takes it away. */
  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
