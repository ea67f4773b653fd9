import type {PackageState} from './package-query.ts';

export interface RemovalPlan {
  readonly purge: readonly string[];
  /** Owned packages that stay although nobody asked for them here, with the reason. */
  readonly kept: ReadonlyMap<string, string>;
}

export interface RemovalQuestion {
  readonly packages: readonly PackageState[];
  readonly owned: ReadonlySet<string>;
  /** What was there before anything was installed. */
  readonly before: ReadonlySet<string>;
  /** Packages that stay because they are still asked for. */
  readonly wanted: readonly string[];
  /** Owned packages that someone marked as manually installed. */
  readonly claimed: readonly string[];
}

/** Which of the owned packages can go: those that neither what is wanted nor anything else on the machine needs. */
export function planRemoval({packages, owned, before, wanted, claimed}: RemovalQuestion): RemovalPlan {
  const ours = new Map(
    packages.filter(({name}) => owned.has(name) && !before.has(name)).map((known) => [known.name, known]),
  );
  const others = packages.filter(({name, installed}) => installed && !ours.has(name));
  const walk = new DependencyWalk(packages, ours);
  const asked = new Set(wanted);
  for (const known of ours.values())
    if (known.provides.some((name) => asked.has(name))) walk.keep(known, 'it is wanted');
  const stillWanted = new Set(walk.reasons.keys());
  for (const name of claimed)
    if (ours.has(name)) walk.keep(ours.get(name)!, 'it was marked as manually installed since');
  for (const other of others) {
    walk.keepNeedsOf(other);
    if (!before.has(other.name)) walk.keepNeedsOf(other, other.recommends);
  }
  return {
    purge: [...ours.keys()].filter((name) => !walk.reasons.has(name)).sort(),
    kept: new Map([...walk.reasons].filter(([name]) => !stillWanted.has(name))),
  };
}

class DependencyWalk {
  readonly reasons = new Map<string, string>();
  readonly #providers = new Map<string, PackageState[]>();
  readonly #ours: ReadonlyMap<string, PackageState>;

  constructor(packages: readonly PackageState[], ours: ReadonlyMap<string, PackageState>) {
    this.#ours = ours;
    for (const known of packages.filter(({name, installed}) => installed || ours.has(name))) {
      for (const name of known.provides) this.#providers.set(name, [...(this.#providers.get(name) ?? []), known]);
    }
  }

  keep(known: PackageState, reason: string): void {
    if (this.reasons.has(known.name)) return;
    this.reasons.set(known.name, reason);
    this.keepNeedsOf(known);
  }

  keepNeedsOf(known: PackageState, clauses: PackageState['depends'] = known.depends): void {
    for (const clause of clauses) {
      const satisfying = clause.flatMap((name) => this.#providers.get(name) ?? []);
      if (satisfying.some(({name}) => !this.#ours.has(name))) continue;
      for (const provider of satisfying) this.keep(provider, `${known.name} needs it`);
    }
  }
}
