import type {Handle, Json} from '@devstack/sdk';
import type {EngineSettings} from '../settings.ts';
import type {TraceEntry} from '../trace/records.ts';
import {readChoices, readState} from './installation.ts';
import {openSession} from './session.ts';

/** What an installation has, as its trace says it; no code of a plugin is loaded. */
export interface InstalledParts {
  readonly root: string;
  readonly components: readonly string[];
  /** Those with which a service was started that was not stopped since. */
  readonly runners: readonly string[];
}

export async function readInstalledParts(settings: EngineSettings): Promise<InstalledParts> {
  const {installation} = await openSession(settings);
  const state = await readState(installation);
  return {
    root: installation.root,
    components: readChoices(state).components,
    runners: [...new Set([...state.entries.values()].flatMap(runnerOf))],
  };
}

function runnerOf({step, after}: TraceEntry): string[] {
  if (step.kind !== 'service') return [];
  const handle = (after as {readonly handle?: Handle} | undefined)?.handle;
  return [handle?.runner ?? (step.args as {readonly runner: Json & string}).runner];
}
