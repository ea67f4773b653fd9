import type {Demand, Problem} from '@devstack/sdk';

/** In the order in which `auto` takes them: what needs nothing first. */
const ENGINE_NAMES = ['sqlite', 'mariadb', 'postgresql'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

/** The engine that is configured, or the first that everybody who asks for a database can work with; MariaDB when there is none. */
export function chooseEngine(configured: string, demands: readonly Demand[]): EngineName {
  const named = ENGINE_NAMES.find((name) => name === configured);
  return named ?? commonEngines(demands)[0] ?? 'mariadb';
}

/** Who cannot work with the chosen engine. */
export function findUnsuited(configured: string, demands: readonly Demand[]): readonly Problem[] {
  const engine = chooseEngine(configured, demands);
  const suggestion = suggest(commonEngines(demands));
  return demands
    .filter((demand) => !enginesOf(demand).includes(engine))
    .map((demand) => ({message: explain(demand, engine), suggestion}));
}

function commonEngines(demands: readonly Demand[]): readonly EngineName[] {
  return ENGINE_NAMES.filter((name) => demands.every((demand) => enginesOf(demand).includes(name)));
}

/** A demand that says nothing is content with every engine. */
function enginesOf({options}: Demand): readonly string[] {
  const {engines} = options ?? {};
  return Array.isArray(engines) ? engines.map(String) : ENGINE_NAMES;
}

function explain(demand: Demand, engine: EngineName): string {
  const works = enginesOf(demand).join(' or ') || 'nothing';
  const {[engine]: why} = (demand.options?.whyNot ?? {}) as Readonly<Record<string, string | undefined>>;
  const reason = why === undefined ? '' : ` (${why})`;
  return `${demand.component} cannot keep its database '${demand.name}' in ${engine}${reason}; it works with ${works}`;
}

function suggest(common: readonly EngineName[]): string {
  if (common.length === 0) return 'no engine serves all of them: choose fewer components';
  return `--set database.engine=${common[0]}`;
}
