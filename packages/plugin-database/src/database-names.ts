import type {Demand, Problem} from '@devstack/sdk';

/** It becomes a file name, and the name of a database and its user; PostgreSQL cuts off what is longer. */
const NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** Databases and users that servers have of their own. */
const RESERVED = new Set(['mysql', 'sys', 'information_schema', 'performance_schema', 'postgres', 'public', 'root']);

/** What stands in the way of naming databases as they are asked for. */
export function findNameProblems(demands: readonly Demand[]): readonly Problem[] {
  return demands.flatMap((demand, index) => {
    const {component, name} = demand;
    const earlier = demands.slice(0, index).find((other) => other.name === name);
    if (!NAME.test(name) || RESERVED.has(name))
      return [{message: `${component} asks for a database with the impossible name '${name}'`}];
    if (earlier !== undefined)
      return [{message: `${component} asks for the database '${name}', which ${earlier.component} asks for as well`}];
    return [];
  });
}
