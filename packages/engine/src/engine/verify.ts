import {type CheckContext, DevstackError, ERROR_CODES, messageOf, type ServiceStatus} from '@devstack/sdk';
import {explainStepError} from '../execute/step-error.ts';
import type {CheckedStep, CheckReport, VerifyReport} from '../reports.ts';
import type {PlannedServiceArgs, ServiceRecord} from '../steps/service-step.ts';
import {clientEnvironment} from './client-environment.ts';
import {readChoices, readState} from './installation.ts';
import type {Session} from './session.ts';

const SHOWN_LINES = 20;

/** Runs the checks of what is installed. Stops at the first that fails: what comes later rests on it. */
export async function verify(session: Session): Promise<VerifyReport> {
  const startedMs = Date.now();
  const {components} = readChoices(await readState(session.installation));
  const environment = await clientEnvironment(session, 'verify a cloud');
  const checks: CheckReport[] = [];
  for (const component of components) {
    for (const check of checksOf(session, component)) {
      const report = await runCheck(session, check, component, environment);
      checks.push(report);
      if (report.error !== undefined) return finish(session, checks, startedMs);
    }
  }
  return finish(session, checks, startedMs);
}

function finish({installation}: Session, checks: readonly CheckReport[], startedMs: number): VerifyReport {
  const passed = checks.every(({error}) => error === undefined);
  return {root: installation.root, passed, checks, ms: Date.now() - startedMs};
}

/** Names of the checks that belong to a component. */
export function checksOf({registry}: Session, component: string): string[] {
  return registry.names('check').filter((name) => registry.describe('check', name).provided.component === component);
}

async function runCheck(
  session: Session,
  check: string,
  component: string,
  environment: Readonly<Record<string, string>>,
): Promise<CheckReport> {
  const startedMs = Date.now();
  const steps: CheckedStep[] = [];
  const leftOvers: (() => Promise<unknown>)[] = [];
  const context = checkContext(session, check, environment, steps, leftOvers);
  const error = await outcomeOf(async () => (await session.providers.check(check)).run(context));
  const cleaning = await outcomeOf(() => cleanUp(leftOvers));
  const failure = error ?? cleaning;
  const report = {check, component, steps, ms: Date.now() - startedMs};
  return failure === undefined ? report : {...report, error: await describeFailure(session, component, failure)};
}

function checkContext(
  {emit, settings}: Session,
  check: string,
  environment: Readonly<Record<string, string>>,
  steps: CheckedStep[],
  leftOvers: (() => Promise<unknown>)[],
): CheckContext {
  return {
    environment,
    signal: settings.signal ?? new AbortController().signal,
    cleanUp: (work) => void leftOvers.push(work),
    async step(title, work) {
      const startedMs = Date.now();
      const report = (failed: boolean, error?: DevstackError): void => {
        const ms = Date.now() - startedMs;
        steps.push({title, ms, failed});
        emit({type: 'check-step', check, title, ms, ...(error === undefined ? {} : {error})});
      };
      try {
        const result = await work();
        report(false);
        return result;
      } catch (cause) {
        const error = explainStepError(`the check '${title}'`, cause, (text) => text);
        report(true, error);
        throw error;
      }
    },
  };
}

async function outcomeOf(work: () => Promise<unknown>): Promise<DevstackError | undefined> {
  try {
    await work();
    return undefined;
  } catch (cause) {
    return DevstackError.is(cause) ? cause : new DevstackError(messageOf(cause), {code: 'DEVSTACK_ERR_BUG', cause});
  }
}

async function cleanUp(leftOvers: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const work of leftOvers.toReversed()) await work().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** A failure of a component usually stands in the log of one of its services, unless the check itself has seen the reason. */
async function describeFailure(
  session: Session,
  component: string,
  error: DevstackError,
): Promise<NonNullable<CheckReport['error']>> {
  const services = await readServices(session, component);
  const ended = services.filter(({status}) => status.state !== 'running').map(({id}) => id);
  const shown = isExplained(error) ? [] : services;
  return {
    message: error.message,
    suggestions: [
      ...error.suggestions,
      ...(ended.length === 0 ? [] : [`${ended.join(', ')} does not run: devstack start`]),
      ...shown.map(({logFile}) => `see ${logFile}`),
    ],
    output: [...error.output, ...shown.flatMap(({lines}) => lines)],
  };
}

/** It brings lines of its own, or it is for the user to act. */
function isExplained({code, output}: DevstackError): boolean {
  return output.length > 0 || ERROR_CODES[code].exit === 2;
}

async function readServices(
  {installation, providers}: Session,
  component: string,
): Promise<{id: string; logFile: string; status: ServiceStatus; lines: string[]}[]> {
  const {entries} = await readState(installation);
  const own = [...entries.values()].filter(({step}) => step.kind === 'service' && step.components.includes(component));
  return Promise.all(
    own.flatMap(({step, after}) => {
      const args = step.args as unknown as PlannedServiceArgs;
      const handle = (after as ServiceRecord | undefined)?.handle;
      return handle === undefined ? [] : [readService(args, handle)];
    }),
  );

  async function readService({id, logFile, runner: name}: PlannedServiceArgs, handle: ServiceRecord['handle']) {
    const runner = await providers.runner(name);
    const lines: string[] = [];
    for await (const {text} of runner.logs(handle, {tail: SHOWN_LINES})) lines.push(`${id}: ${text}`);
    return {id, logFile, status: await runner.status(handle), lines};
  }
}
