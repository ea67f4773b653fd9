import type {
  ComponentContext,
  Demand,
  DirectoryArgs,
  FileArgs,
  Offer,
  PackageRequest,
  Problem,
  SecretDeclaration,
  ServiceDeclaration,
  StepDraft,
} from '@devstack/sdk';
import type {EngineName} from './choose-engine.ts';
import {MariadbServer} from './mariadb-server.ts';
import {PostgresqlServer} from './postgresql-server.ts';
import {ServerEngine} from './server-engine.ts';
import {SqliteEngine} from './sqlite-engine.ts';

/** What differs between kinds of databases. One file each; like a component, an engine declares and does not act. */
export interface DatabaseEngine {
  verify(): readonly Problem[];
  secrets(): readonly SecretDeclaration[];
  directories(): readonly DirectoryArgs[];
  configFiles(): readonly FileArgs[];
  packages(): readonly PackageRequest[];
  postInstall(): readonly StepDraft[];
  services(): readonly ServiceDeclaration[];
  postStart(): readonly StepDraft[];
  /**
   * A database for one demand. Values: `url` for SQLAlchemy, `engine`: the name of the engine, and where there is a server `client`: the argv, as
   * JSON, of a program that runs the SQL on its standard input as the administrator.
   */
  offer(demand: Demand): Offer;
}

const ENGINES: Readonly<Record<EngineName, (context: ComponentContext) => DatabaseEngine>> = {
  sqlite: (context) => new SqliteEngine(context),
  mariadb: (context) => new ServerEngine(context, new MariadbServer(context)),
  postgresql: (context) => new ServerEngine(context, new PostgresqlServer(context)),
};

export function createDatabaseEngine(name: EngineName, context: ComponentContext): DatabaseEngine {
  return ENGINES[name](context);
}
