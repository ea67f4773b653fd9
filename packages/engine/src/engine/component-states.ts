import {DevstackError, messageOf, type PartState, type StateContext} from '@devstack/sdk';
import type {ComponentState, ServiceRow} from '../reports.ts';
import type {TraceState} from '../trace/records.ts';
import {clientEnvironment} from './client-environment.ts';
import {readChoices} from './installation.ts';
import type {Session} from './session.ts';
import {checksOf} from './verify.ts';

/** As long as a service may take for its health check: so nobody waits longer for it. */
const ANSWER_MS = 2_000;
const TOO_LATE = new Error(`no answer within ${ANSWER_MS / 1000} s`);

/** What a component said, or why it did not. */
interface Answer {
  readonly component: string;
  readonly parts: readonly PartState[];
  readonly error?: unknown;
}

/** Asks the components that were started and can tell for the state of their parts, all at the same time. */
export async function askForStates(session: Session, state: TraceState): Promise<readonly Answer[]> {
  const started = new Set(
    [...state.entries.values()].filter(({step}) => step.kind === 'service').flatMap(({step}) => step.components),
  );
  const checks = readChoices(state)
    .components.filter((component) => started.has(component))
    .flatMap((component) => stateChecks(session, component).map((check) => ({component, check})));
  if (checks.length === 0) return [];
  const timeout = AbortSignal.timeout(ANSWER_MS);
  const context = {
    environment: await clientEnvironment(session),
    signal: session.settings.signal === undefined ? timeout : AbortSignal.any([timeout, session.settings.signal]),
  };
  return Promise.all(checks.map(({component, check}) => ask(session, component, check, context)));
}

/** What the answers mean beside the services: nothing of a component of which no service runs is worth a word. */
export function judgeStates(answers: readonly Answer[], services: readonly ServiceRow[]): readonly ComponentState[] {
  return answers.flatMap(({component, parts, error}) => {
    const own = services.filter(({service}) => service.startsWith(`${component}/`));
    if (!own.some(isRunning)) return [];
    const judged = parts.map((part) => judgePart(component, part, own));
    return [{component, parts: judged, ...(error === undefined ? {} : {error: explain(component, error, own)})}];
  });
}

/** An answer of a component about its services is worth more than an open port. */
export function withStates(services: readonly ServiceRow[], states: readonly ComponentState[]): readonly ServiceRow[] {
  return services.map((row) => {
    const own = states.flatMap(({component, parts}) =>
      parts.filter((part) => serviceOf(component, part) === row.service),
    );
    if (!isRunning(row) || row.health === 'failing' || own.length === 0) return row;
    return {...row, health: own.some(({state}) => state === 'down') ? 'failing' : 'ok'};
  });
}

function stateChecks(session: Session, component: string): string[] {
  return checksOf(session, component).filter(
    (name) => session.registry.describe('check', name).provided.state === true,
  );
}

async function ask({providers}: Session, component: string, check: string, context: StateContext): Promise<Answer> {
  const late = untilAborted(context.signal);
  late.catch(() => undefined);
  try {
    const provider = await providers.check(check);
    return {component, parts: await Promise.race([provider.state?.(context) ?? [], late])};
  } catch (error) {
    return {component, parts: [], error: context.signal.aborted ? TOO_LATE : error};
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(TOO_LATE), {once: true}));
}

/** A component hears of the end of a program only when it has not heard of it for a while. */
function judgePart(component: string, part: PartState, services: readonly ServiceRow[]): PartState {
  const service = services.find((row) => row.service === serviceOf(component, part));
  if (service === undefined) return part;
  if (!isRunning(service)) return {...part, state: 'down', suggestion: 'devstack up'};
  return part.state === 'down' ? {suggestion: `devstack restart ${service.service}`, ...part} : part;
}

function explain(
  component: string,
  error: unknown,
  services: readonly ServiceRow[],
): NonNullable<ComponentState['error']> {
  const api = services.find(({ports}) => ports.length > 0)?.service;
  return {
    message: `${component} does not say how it is: ${messageOf(error)}`,
    suggestions: [
      ...(DevstackError.is(error) ? error.suggestions : []),
      ...(services.every(isRunning) ? [] : ['devstack up']),
      ...(api === undefined ? [] : [`devstack logs ${api}`]),
    ],
  };
}

function isRunning({status}: ServiceRow): boolean {
  return status.state === 'running';
}

function serviceOf(component: string, {service}: PartState): string | undefined {
  return service === undefined ? undefined : `${component}/${service}`;
}
