import {join} from 'node:path/posix';
import type {Argv} from '@devstack/sdk';

export interface MariadbPlace {
  readonly data: string;
  readonly socket: string;
  /** Directory for the file with the pid, and for temporary tables. */
  readonly run: string;
  readonly bind: string;
  readonly port: number;
  /** The system user it runs as, who is its administrator. */
  readonly account: string;
  /** What was committed outlives a loss of power. */
  readonly isDurable: boolean;
}

/** What must be the same when the files are made and when they are used. */
const STORAGE = [
  '--innodb_buffer_pool_size=64M',
  '--innodb_log_file_size=32M',
  // A process that waits in io_uring cannot be frozen and saved.
  '--innodb_use_native_aio=0',
] as const;

/**
 * The account and root sign in by the socket, because the kernel says who they are; neither has a password, and nobody else is an
 * administrator.
 */
export function initializeMariadb(program: string, {data, run, account}: MariadbPlace): Argv {
  return [
    program,
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${run}`,
    '--auth-root-authentication-method=socket',
    `--auth-root-socket-user=${account}`,
    '--skip-test-db',
    ...STORAGE,
  ];
}

export function runMariadb(program: string, place: MariadbPlace): Argv {
  const {data, socket, run, bind, port, isDurable} = place;
  return [
    program,
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--pid-file=${join(run, 'mariadb.pid')}`,
    `--tmpdir=${run}`,
    `--bind-address=${bind}`,
    `--port=${port}`,
    '--skip-name-resolve',
    '--max_connections=1024',
    // For tables of other engines than the one that OpenStack uses; by default twice as much as for that one.
    '--aria_pagecache_buffer_size=8M',
    '--key_buffer_size=1M',
    ...STORAGE,
    `--innodb_flush_log_at_trx_commit=${isDurable ? 1 : 0}`,
    // From 11.6.2 on a transaction that reads what another has changed since fails, for which nova is not made. Older ones do not know it.
    '--loose-innodb_snapshot_isolation=OFF',
  ];
}

export function runMariadbClient(program: string, {socket, account}: MariadbPlace): Argv {
  return [
    program,
    '--no-defaults',
    `--socket=${socket}`,
    `--user=${account}`,
    '--default-character-set=utf8mb4',
    '--batch',
  ];
}
