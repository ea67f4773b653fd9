import type {ServiceRow, ServiceState, StatusReport} from '@devstack/engine';
import {formatBytes} from './bytes.ts';
import {formatDuration} from './duration.ts';
import type {Paint} from './paint.ts';
import {isWell, renderStates} from './state-view.ts';
import {type Align, alignRows} from './table.ts';

const HEADER = ['SERVICE', 'STATE', 'RUNNER', 'PID', 'PORT', 'HEALTH', 'MEMORY', 'SINCE'];
const ALIGN: readonly Align[] = ['left', 'left', 'left', 'right', 'right', 'left', 'right', 'right'];
const STATE = 1;
const HEALTH = 5;

export interface StatusOptions {
  readonly paint: Paint;
  readonly nowMs: number;
  /** The command that starts what is not there or does not run. */
  readonly startCommand: string;
}

/** A row for each service, and below it what to do when something is missing. */
export function renderStatus(report: StatusReport, {paint, nowMs, startCommand}: StatusOptions): string[] {
  if (report.installed.length === 0) return [`nothing is installed in ${report.root}; start with: ${startCommand}`];
  if (report.services.length === 0) {
    return [
      `${report.installed.join(', ')}: installed in ${report.root}, no service runs; start with: ${startCommand}`,
    ];
  }
  const rows = report.services.map((row) => cellsOf(row, nowMs));
  return [
    ...alignRows([HEADER, ...rows], ALIGN, (cell, row, column) => paintCell(cell, row, column, paint)),
    ...renderStates(report.states, paint, nowMs),
    ...renderEnded(report, startCommand),
    ...report.services.flatMap((row) => renderTrouble(row, paint)),
    ...renderAttach(report.services, paint),
    ...renderEnter(report, paint),
  ];
}

function renderEnter({isolation}: StatusReport, paint: Paint): string[] {
  if (isolation?.enter === undefined) return [];
  const where = paint.dim(`the cloud has namespaces of its own at ${isolation.address}; enter them:`);
  return ['', `${where} ${isolation.enter.join(' ')}`];
}

function renderEnded({isolation, services}: StatusReport, startCommand: string): string[] {
  if (isolation?.state === 'down') {
    return ['', `the namespaces of the cloud are gone, and all that ran in them; start with: ${startCommand}`];
  }
  const ended = services.filter(({status}) => status.state === 'stopped' && status.reason === 'reboot');
  if (ended.length === 0) return [];
  const what = ended.length === 1 ? `${ended[0]!.service} has` : `${ended.length} services have`;
  return ['', `${what} not been started since the machine was; start with: ${startCommand}`];
}

/** Why a service does not run, as far as it is known. */
function renderTrouble({service, status, lastLines = []}: ServiceRow, paint: Paint): string[] {
  if (status.state === 'unknown') return ['', `${service}: ${status.why}`];
  if (lastLines.length === 0) return [];
  return ['', `${service} said last:`, ...lastLines.map((line) => paint.dim(`  | ${line}`))];
}

/** One example is enough: the commands of other services differ in a name. */
function renderAttach(services: readonly ServiceRow[], paint: Paint): string[] {
  const row = services.find(({attach}) => attach !== undefined);
  return row?.attach === undefined ? [] : ['', `${paint.dim(`attach to ${row.service}:`)} ${row.attach.join(' ')}`];
}

/** All services run, none of them fails its health check, and no component says that a part of it is down. */
export function isAllWell(report: StatusReport): boolean {
  return (
    report.services.length > 0 &&
    report.services.every(({status, health}) => status.state === 'running' && health !== 'failing') &&
    report.states.every(isWell)
  );
}

function cellsOf({service, status, runner, ports, health}: ServiceRow, nowMs: number): string[] {
  const running = status.state === 'running' ? status : undefined;
  const sinceMs = sinceOf(status);
  return [
    service,
    stateOf(status),
    runner,
    running === undefined ? '-' : String(running.pid),
    ports.join(',') || '-',
    health,
    running?.memoryBytes === undefined ? '-' : formatBytes(running.memoryBytes),
    sinceMs === undefined ? '-' : formatDuration(Math.max(0, nowMs - sinceMs)),
  ];
}

function stateOf(status: ServiceState): string {
  switch (status.state) {
    case 'exited':
      return `exited ${status.signal ?? status.code ?? '?'}`;
    case 'failed':
      return `failed ${status.signal ?? status.code ?? '?'}`;
    case 'restarting':
      return `restarting ${status.restarts}`;
    default:
      return status.state;
  }
}

function sinceOf(status: ServiceState): number | undefined {
  if (status.state === 'running') return status.sinceMs;
  return status.state === 'exited' ? status.atMs : undefined;
}

function paintCell(cell: string, row: number, column: number, paint: Paint): string {
  if (row === 0) return paint.dim(cell);
  if (column === STATE) return cell === 'running' ? paint.green(cell) : paint.red(cell);
  if (column === HEALTH && cell !== 'unknown') return cell === 'ok' ? paint.green(cell) : paint.red(cell);
  return cell;
}
