/** Counts how many steps may use a resource at once: `cpu` one per core, `network` eight, any other name one. */
export class ResourcePool {
  readonly #limits: ReadonlyMap<string, number>;
  readonly #used = new Map<string, number>();

  constructor(cpus: number) {
    this.#limits = new Map([
      ['cpu', Math.max(1, cpus)],
      ['network', 8],
    ]);
  }

  /** Takes all of them, or none. */
  tryTake(resources: readonly string[]): boolean {
    const free = resources.every((name) => (this.#used.get(name) ?? 0) < (this.#limits.get(name) ?? 1));
    if (free) for (const name of resources) this.#used.set(name, (this.#used.get(name) ?? 0) + 1);
    return free;
  }

  give(resources: readonly string[]): void {
    for (const name of resources) this.#used.set(name, (this.#used.get(name) ?? 1) - 1);
  }
}
