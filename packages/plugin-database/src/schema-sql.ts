import {createMariadbDatabase} from './mariadb-sql.ts';

/** A table that is there while a template is being loaded: a database that has it holds half of a schema. */
const UNFINISHED = 'devstack_unfinished_schema';

export interface DatabaseState {
  readonly version: string;
  readonly tables: number;
  readonly isUnfinished: boolean;
}

export function askState(database: string): string {
  const tables = `FROM information_schema.tables WHERE table_schema = '${database}'`;
  return `SELECT VERSION(), (SELECT COUNT(*) ${tables}), (SELECT COUNT(*) ${tables} AND table_name = '${UNFINISHED}');\n`;
}

/** @param output of the client, without names of columns */
export function parseState(output: string): DatabaseState {
  const [version = '', tables, unfinished] = output.trim().split('\t');
  return {version, tables: Number(tables), isUnfinished: unfinished === '1'};
}

export function loadSchema(database: string, sql: string): string {
  return [`USE \`${database}\`;`, `CREATE TABLE ${UNFINISHED} (id INT);`, sql, `DROP TABLE ${UNFINISHED};`, ''].join(
    '\n',
  );
}

/** Takes away what is in a database; the rights of its account stay. */
export function emptyDatabase(database: string): string {
  return `DROP DATABASE IF EXISTS \`${database}\`;\n${createMariadbDatabase(database)}\n`;
}

export function askRevisions(database: string): string {
  return `SELECT version_num FROM \`${database}\`.alembic_version;\n`;
}

export function parseRevisions(output: string): readonly string[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}
