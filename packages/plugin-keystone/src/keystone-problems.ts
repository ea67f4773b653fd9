import type {Ownership, Problem} from '@devstack/sdk';

interface ApiSettings {
  readonly port: number;
  readonly processes: number;
  readonly isSqlite: boolean;
}

const LAST_PRIVILEGED_PORT = 1023;

export function findProblems(settings: ApiSettings, account: Ownership): readonly Problem[] {
  return [...portProblems(settings, account), ...processesProblems(settings)];
}

function portProblems({port}: ApiSettings, {user}: Ownership): readonly Problem[] {
  if (port > LAST_PRIVILEGED_PORT || user === 'root') return [];
  return [
    {message: `port ${port} is for root only, and services run as ${user}`, suggestion: '--set keystone.port=5000'},
  ];
}

function processesProblems({processes, isSqlite}: ApiSettings): readonly Problem[] {
  if (processes === 1 || !isSqlite) return [];
  const message = `${processes} processes cannot share an SQLite database: logins at the same time would lock each other out`;
  return [{message, suggestion: '--set keystone.processes=1'}];
}
