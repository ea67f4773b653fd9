import type {ComponentContext, Demand, DirectoryArgs, Offer, Problem} from '@devstack/sdk';
import {SqliteEngine} from './sqlite-engine.ts';

/** What differs between kinds of databases. One file each; like a component, an engine declares and does not act. */
export interface DatabaseEngine {
  verify(): readonly Problem[];
  directories(): readonly DirectoryArgs[];
  /** A database for one demand. Values: `url` for SQLAlchemy, `engine`: the name of the engine. */
  offer(demand: Demand): Offer;
}

export function createDatabaseEngine(name: string, context: ComponentContext): DatabaseEngine {
  switch (name) {
    case 'sqlite':
      return new SqliteEngine(context);
    default:
      throw new Error(`the manifest allows the database engine '${name}', but there is none`);
  }
}
