import type {Dialect} from './dialect.ts';

const UNREACHABLE = 2;

/** Names are checked before: they hold nothing that must be quoted. */
export const postgresqlDialect: Dialect = {
  create(name, password) {
    return [
      `SELECT 'CREATE ROLE "${name}"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}') \\gexec`,
      `ALTER ROLE "${name}" LOGIN PASSWORD ${quote(password)};`,
      `SELECT 'CREATE DATABASE "${name}" OWNER "${name}" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${name}') \\gexec`,
      '',
    ].join('\n');
  },

  drop: (name) => `DROP DATABASE IF EXISTS "${name}" WITH (FORCE);\nDROP ROLE IF EXISTS "${name}";\n`,

  isUnreachable: ({code}) => code === UNREACHABLE,

  refuse: () => undefined,
};

/** A backslash is a character like any other: standard_conforming_strings is on. */
function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
