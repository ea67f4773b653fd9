import type {Ownership, Problem} from '@devstack/sdk';

/** What makes a difference for an API. */
export interface ApiSurroundings {
  /** Its options `port` and `processes` are suggested for change. */
  readonly component: string;
  readonly account: Ownership;
  readonly isSqlite: boolean;
}

const LAST_PRIVILEGED_PORT = 1023;

/** Reasons why an API cannot run here. */
export function apiProblems(
  {port, processes = 1}: {readonly port: number; readonly processes?: number},
  {component, account, isSqlite}: ApiSurroundings,
): readonly Problem[] {
  return [...portProblems(port, `${component}.port`, account), ...processesProblems(processes, component, isSqlite)];
}

/** Why nothing can listen on a port. @param option that has it: `glance.port` */
export function portProblems(port: number, option: string, {user}: Ownership): readonly Problem[] {
  if (port > LAST_PRIVILEGED_PORT || user === 'root') return [];
  const message = `port ${port} is for root only, and services run as ${user}`;
  return [{message, suggestion: `--set ${option}=${10_000 + port}`}];
}

function processesProblems(processes: number, component: string, isSqlite: boolean): readonly Problem[] {
  if (processes === 1 || !isSqlite) return [];
  const message = `${processes} processes cannot share an SQLite database: requests at the same time would lock each other out`;
  return [{message, suggestion: `--set ${component}.processes=1`}];
}
