import {DevstackError, type Handle, type Health, type Runner, type ServiceStatus} from '@devstack/sdk';
import {recordedPlan} from '../isolation/isolation-choice.ts';
import {compareText} from '../plan/compare-text.ts';
import type {ServiceRow, StatusReport} from '../reports.ts';
import {startedBy} from '../services/started-by.ts';
import {isReady} from '../steps/readiness.ts';
import type {PlannedServiceArgs, ServiceRecord} from '../steps/service-step.ts';
import type {TraceEntry} from '../trace/records.ts';
import {askForStates, judgeStates, withStates} from './component-states.ts';
import {readChoices, readState} from './installation.ts';
import type {Session} from './session.ts';

const SHOWN_LINES = 20;

/** Looks at every service that was started and not stopped. */
export async function readStatus(session: Session): Promise<StatusReport> {
  const state = await readState(session.installation);
  const entries = [...state.entries.values()].filter(({step}) => step.kind === 'service');
  session.isolation.use(recordedPlan(state.choices));
  const [isolation, outside] = await Promise.all([session.isolation.report(), session.isolation.pidsOutside()]);
  const [services, answers] = await Promise.all([
    Promise.all(entries.map(async (entry) => withPid(await readRow(session, entry), outside))),
    askForStates(session, state),
  ]);
  const states = judgeStates(answers, services);
  return {
    root: session.installation.root,
    ...(isolation === undefined ? {} : {isolation}),
    installed: readChoices(state).components,
    services: withStates(services, states).toSorted((a, b) => compareText(a.service, b.service)),
    states,
  };
}

/** Runners count as the cloud does; people are on the machine. */
function withPid(row: ServiceRow, outside: (pid: number) => number): ServiceRow {
  const {status} = row;
  return status.state === 'running' ? {...row, status: {...status, pid: outside(status.pid)}} : row;
}

async function readRow(session: Session, {step, after}: TraceEntry): Promise<ServiceRow> {
  const args = step.args as unknown as PlannedServiceArgs;
  const recorded = (after as ServiceRecord | undefined)?.handle;
  const name = recorded?.runner ?? args.runner;
  const row = {service: args.id, runner: name, ports: args.ports ?? [], logFile: args.logFile};
  const runner = await findOrExplain(session, args.id, name);
  if (typeof runner === 'string') return {...row, status: {state: 'unknown', why: runner}, health: 'unknown'};
  const handle = recorded ?? (await runner.recover(args));
  if (handle === undefined) return {...row, status: {state: 'stopped'}, health: 'unknown'};
  const status = await runner.status(handle);
  const attach = await attachCommand(session, runner, handle);
  return {
    ...row,
    status,
    health: status.state === 'running' ? await readHealth(session, args.health) : 'unknown',
    ...(attach === undefined ? {} : {attach}),
    ...(hasEnded(status) ? {lastLines: await readEnd(runner, handle)} : {}),
  };
}

async function attachCommand(
  {isolation}: Session,
  runner: Runner,
  handle: Handle,
): Promise<ServiceRow['attach'] | undefined> {
  const argv = runner.attach?.(handle);
  return argv === undefined ? undefined : isolation.attach(argv);
}

/** The runner, or why it cannot be asked. */
async function findOrExplain({providers}: Session, service: string, name: string): Promise<Runner | string> {
  try {
    return await startedBy((runner) => providers.runner(runner), service, name);
  } catch (error) {
    if (!DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_RUNNER') throw error;
    return [error.message, ...error.suggestions].join(': ');
  }
}

function hasEnded({state}: ServiceStatus): boolean {
  return state === 'failed' || state === 'exited';
}

async function readEnd(runner: Runner, handle: Handle): Promise<string[]> {
  const lines: string[] = [];
  for await (const {text} of runner.logs(handle, {tail: SHOWN_LINES})) lines.push(text);
  return lines;
}

async function readHealth({isolation, http}: Session, health: Health | undefined): Promise<ServiceRow['health']> {
  if (health === undefined || health.kind === 'log' || health.kind === 'notify') return 'unknown';
  const ready = await isReady(health, {host: isolation.cloud, http, log: async () => '', isNotified: () => false});
  return ready ? 'ok' : 'failing';
}
