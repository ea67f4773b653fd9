import type {Argv} from '@devstack/sdk';

export interface PostgresqlPlace {
  readonly data: string;
  /** Directory of the socket. */
  readonly run: string;
  /** Absolute path of the file that says who may connect. */
  readonly access: string;
  readonly bind: string;
  readonly port: number;
  /** The system user it runs as, who is its administrator. */
  readonly account: string;
  /** What was committed outlives a loss of power. */
  readonly isDurable: boolean;
}

export function initializePostgresql(program: string, {data, account}: PostgresqlPlace): Argv {
  return [
    program,
    `--pgdata=${data}`,
    `--username=${account}`,
    '--auth-local=peer',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ];
}

export function runPostgresql(program: string, place: PostgresqlPlace): Argv {
  const {data, run, access, bind, port, isDurable} = place;
  const settings = {
    listen_addresses: bind,
    port: String(port),
    unix_socket_directories: run,
    unix_socket_permissions: '0700',
    hba_file: access,
    max_connections: '500',
    ...(isDurable ? {} : {fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off'}),
    // A statement that fails may hold a password.
    log_min_error_statement: 'panic',
  };
  return [program, '-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

export function askPostgresql(program: string, {run, port, account}: PostgresqlPlace): Argv {
  return [program, '--quiet', `--host=${run}`, `--port=${port}`, `--username=${account}`, '--dbname=postgres'];
}

export function runPostgresqlClient(program: string, {run, port, account}: PostgresqlPlace): Argv {
  return [
    program,
    '--no-psqlrc',
    '--quiet',
    '--no-password',
    '--set=ON_ERROR_STOP=1',
    `--host=${run}`,
    `--port=${port}`,
    `--username=${account}`,
    '--dbname=postgres',
  ];
}

/** By the socket, who the kernel says they are; over the network with a password, which the administrator does not have. */
export function renderPostgresqlAccess(): string {
  return ['local all all peer', 'host all all all scram-sha-256', ''].join('\n');
}
