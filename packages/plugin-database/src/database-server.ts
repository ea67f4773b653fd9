import type {Argv, FileArgs, Health, StopPolicy, Text} from '@devstack/sdk';
import type {DialectName} from './dialect.ts';
import type {ServerSettings} from './server-settings.ts';

/** A database server of our own: how it is made, started and talked to. */
export interface DatabaseServer {
  readonly name: DialectName;
  /** For people. */
  readonly title: string;
  readonly port: number;
  /** Absolute path of the socket that only the account of the services can reach. */
  readonly socket: string;
  /** Absolute path of what holds all databases. */
  readonly data: string;
  /** Where a database lies, when it has a place of its own. */
  pathOf(name: string): string;
  /** Packages and variables on this distro. */
  readonly settings: ServerSettings;
  configFiles(): readonly FileArgs[];
  /** Fills an empty place; who connects by the socket as the account of the services is the administrator, and nobody else is. */
  initialize(into: string): Argv;
  serve(): Argv;
  readonly health: Health;
  readonly stop: StopPolicy;
  /** Runs the SQL on its standard input as the administrator. */
  client(): Argv;
  /** For SQLAlchemy. */
  url(name: string, password: Text): Text;
  /** The Python package that speaks to it. */
  readonly requirement: string;
}
