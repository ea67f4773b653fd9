import type {RunResult} from '@devstack/sdk';
import {mariadbDialect} from './mariadb-sql.ts';
import {postgresqlDialect} from './postgresql-sql.ts';

/** How a server is told what to do. */
export interface Dialect {
  /** Makes the database and its account, or gives the account this password. Repeatable. */
  create(name: string, password: string): string;
  /** Takes both away. Repeatable. */
  drop(name: string): string;
  /** The client found no server. */
  isUnreachable(result: RunResult): boolean;
  /** Why its Python driver cannot send this password; undefined when it can. */
  refuse(password: string): string | undefined;
}

const DIALECTS = {mariadb: mariadbDialect, postgresql: postgresqlDialect} as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof DIALECTS;

export function dialectOf(name: DialectName): Dialect {
  return DIALECTS[name];
}
