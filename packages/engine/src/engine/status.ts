import type {Health, ServiceStatus} from '@devstack/sdk';
import {compareText} from '../plan/compare-text.ts';
import type {ServiceRow, StatusReport} from '../reports.ts';
import {isReady} from '../steps/readiness.ts';
import type {PlannedServiceArgs, ServiceRecord} from '../steps/service-step.ts';
import type {TraceEntry} from '../trace/records.ts';
import {readChoices, readState} from './installation.ts';
import type {Session} from './session.ts';

/** Looks at every service that was started and not stopped. */
export async function readStatus(session: Session): Promise<StatusReport> {
  const state = await readState(session.installation);
  const entries = [...state.entries.values()].filter(({step}) => step.kind === 'service');
  const services = await Promise.all(entries.map((entry) => readRow(session, entry)));
  return {
    root: session.installation.root,
    installed: readChoices(state).components,
    services: services.sort((a, b) => compareText(a.service, b.service)),
  };
}

async function readRow(session: Session, {step, after}: TraceEntry): Promise<ServiceRow> {
  const args = step.args as unknown as PlannedServiceArgs;
  const runner = await session.providers.runner(args.runner);
  const handle = (after as ServiceRecord | undefined)?.handle ?? (await runner.recover(args));
  const status: ServiceStatus = handle === undefined ? {state: 'stopped'} : await runner.status(handle);
  return {
    service: args.id,
    status,
    runner: args.runner,
    ports: args.ports ?? [],
    health: status.state === 'running' ? await readHealth(session, args.health) : 'unknown',
    logFile: args.logFile,
  };
}

async function readHealth({host, http}: Session, health: Health | undefined): Promise<ServiceRow['health']> {
  if (health === undefined || health.kind === 'log') return 'unknown';
  const ready = await isReady(health, {host, http, log: async () => ''});
  return ready ? 'ok' : 'failing';
}
