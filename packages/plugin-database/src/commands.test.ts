import {describe, expect, test} from 'vitest';
import {initializeMariadb, runMariadb, runMariadbClient} from './mariadb-commands.ts';
import {
  askPostgresql,
  initializePostgresql,
  renderPostgresqlAccess,
  runPostgresql,
  runPostgresqlClient,
} from './postgresql-commands.ts';

const place = {
  data: '/r/data',
  run: '/r/run',
  socket: '/r/run/s.sock',
  access: '/r/etc/pg_hba.conf',
  bind: '127.0.0.1',
  port: 13306,
  account: 'stack',
  isDurable: false,
};

describe('MariaDB', () => {
  test('is made without an administrator who has a password', () => {
    expect(initializeMariadb('/bin/install', place)).toEqual([
      '/bin/install',
      '--no-defaults',
      '--datadir=/r/data',
      '--tmpdir=/r/run',
      '--auth-root-authentication-method=socket',
      '--auth-root-socket-user=stack',
      '--skip-test-db',
      '--innodb_buffer_pool_size=64M',
      '--innodb_log_file_size=32M',
      '--innodb_use_native_aio=0',
    ]);
  });

  test('keeps everything to its directories, its address and its port', () => {
    expect(runMariadb('/sbin/mariadbd', place)).toEqual([
      '/sbin/mariadbd',
      '--no-defaults',
      '--datadir=/r/data',
      '--socket=/r/run/s.sock',
      '--pid-file=/r/run/mariadb.pid',
      '--tmpdir=/r/run',
      '--bind-address=127.0.0.1',
      '--port=13306',
      '--skip-name-resolve',
      '--max_connections=1024',
      '--aria_pagecache_buffer_size=8M',
      '--key_buffer_size=1M',
      '--innodb_buffer_pool_size=64M',
      '--innodb_log_file_size=32M',
      '--innodb_use_native_aio=0',
      '--innodb_flush_log_at_trx_commit=0',
      '--loose-innodb_snapshot_isolation=OFF',
    ]);
  });

  test('waits for the disk where it must', () => {
    expect(runMariadb('x', {...place, isDurable: true})).toContain('--innodb_flush_log_at_trx_commit=1');
  });

  test('is told what to do by the socket', () => {
    expect(runMariadbClient('/bin/mariadb', place)).toEqual([
      '/bin/mariadb',
      '--no-defaults',
      '--socket=/r/run/s.sock',
      '--user=stack',
      '--default-character-set=utf8mb4',
      '--batch',
    ]);
  });
});

describe('PostgreSQL', () => {
  test('is made without an administrator who has a password', () => {
    expect(initializePostgresql('/bin/initdb', place)).toEqual([
      '/bin/initdb',
      '--pgdata=/r/data',
      '--username=stack',
      '--auth-local=peer',
      '--auth-host=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ]);
    expect(renderPostgresqlAccess()).toBe('local all all peer\nhost all all all scram-sha-256\n');
  });

  test('keeps everything to its directories, its address and its port', () => {
    const [program, ...options] = runPostgresql('/bin/postgres', place);
    expect([program, options.filter((option) => option !== '-c')]).toEqual([
      '/bin/postgres',
      [
        '-D',
        '/r/data',
        'listen_addresses=127.0.0.1',
        'port=13306',
        'unix_socket_directories=/r/run',
        'unix_socket_permissions=0700',
        'hba_file=/r/etc/pg_hba.conf',
        'max_connections=500',
        'fsync=off',
        'synchronous_commit=off',
        'full_page_writes=off',
        'log_min_error_statement=panic',
      ],
    ]);
  });

  test('waits for the disk where it must', () => {
    expect(runPostgresql('x', {...place, isDurable: true}).join(' ')).not.toMatch(/=off/);
  });

  test('is asked and told what to do by the socket', () => {
    const where = ['--host=/r/run', '--port=13306', '--username=stack', '--dbname=postgres'];
    expect(askPostgresql('/bin/ask', place)).toEqual(['/bin/ask', '--quiet', ...where]);
    const quiet = ['--no-psqlrc', '--quiet', '--no-password', '--set=ON_ERROR_STOP=1'];
    expect(runPostgresqlClient('/bin/psql', place)).toEqual(['/bin/psql', ...quiet, ...where]);
  });
});
