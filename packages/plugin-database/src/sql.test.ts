import {execFileSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {dialectOf} from './dialect.ts';

const mariadb = dialectOf('mariadb');
const postgresql = dialectOf('postgresql');
const result = (code: number, stderr = '') => ({code, stderr, stdout: ''});
const sha1 = (hex: string) =>
  execFileSync('sha1sum', {input: Buffer.from(hex, 'hex')})
    .toString()
    .slice(0, 40);

describe('MariaDB', () => {
  test('makes a database and an account for it alone', () => {
    expect(mariadb.create('nova_api', 'secret')).toBe(
      [
        'CREATE DATABASE IF NOT EXISTS `nova_api` CHARACTER SET utf8mb3;',
        "CREATE USER IF NOT EXISTS 'nova_api'@'%' IDENTIFIED VIA mysql_native_password USING '*14E65567ABDB5135D0CFD9A70B3032C179A49EE7';",
        "ALTER USER 'nova_api'@'%' IDENTIFIED VIA mysql_native_password USING '*14E65567ABDB5135D0CFD9A70B3032C179A49EE7';",
        "GRANT ALL ON `nova\\_api`.* TO 'nova_api'@'%';",
        '',
      ].join('\n'),
    );
  });

  test('takes both away', () => {
    expect(mariadb.drop('nova')).toBe("DROP DATABASE IF EXISTS `nova`;\nDROP USER IF EXISTS 'nova'@'%';\n");
  });

  test('a password is never in the SQL, and its bytes are those that PyMySQL sends', () => {
    const sql = mariadb.create('nova', `'"\\;%é`);
    expect(sql).not.toContain(';%');
    expect(sql).toContain(`USING '*${sha1(sha1('27225c3b25e9')).toUpperCase()}'`);
  });

  test('a password that PyMySQL cannot send is refused', () => {
    expect(mariadb.refuse('ÿ\n\u0000')).toBe(undefined);
    expect(mariadb.refuse('100 €')).toMatch(/Latin-1/);
  });

  test('a server that is not there is not one that refuses', () => {
    const absent = "ERROR 2002 (HY000): Can't connect to local server through socket '/x' (2)\n";
    expect(mariadb.isUnreachable(result(1, absent))).toBe(true);
    expect(mariadb.isUnreachable(result(1, "ERROR 1698 (28000): Access denied for user 'x'\n"))).toBe(false);
  });
});

describe('PostgreSQL', () => {
  test('makes a role and a database that belongs to it', () => {
    expect(postgresql.create('nova', 'secret').split('\n')).toEqual([
      `SELECT 'CREATE ROLE "nova"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nova') \\gexec`,
      `ALTER ROLE "nova" LOGIN PASSWORD 'secret';`,
      `SELECT 'CREATE DATABASE "nova" OWNER "nova" TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'nova') \\gexec`,
      '',
    ]);
  });

  test('takes both away, whoever is connected', () => {
    expect(postgresql.drop('nova')).toBe('DROP DATABASE IF EXISTS "nova" WITH (FORCE);\nDROP ROLE IF EXISTS "nova";\n');
  });

  test('only a quote ends a password', () => {
    expect(postgresql.create('nova', `'; DROP \\ "€`)).toContain(`PASSWORD '''; DROP \\ "€';`);
    expect(postgresql.refuse('100 €')).toBe(undefined);
  });

  test('a server that is not there, or not yet, is not one that refuses', () => {
    expect(postgresql.isUnreachable(result(2))).toBe(true);
    expect(postgresql.isUnreachable(result(3))).toBe(false);
  });
});
