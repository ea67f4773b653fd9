import type {Handle, Json} from '@devstack/sdk';
import type {EngineSettings} from '../settings.ts';
import {emptyState, type TraceEntry} from '../trace/records.ts';
import {statePaths} from '../trace/root-directory.ts';
import {readTrace} from '../trace/trace-file.ts';
import {readChoices} from './installation.ts';
import {openSession} from './session.ts';

/** What an installation has, as its trace says it; no code of a plugin is loaded. */
export interface InstalledParts {
  readonly root: string;
  readonly components: readonly string[];
  /** Those with which a service was started that was not stopped since. */
  readonly runners: readonly string[];
}

/** Where the configuration says that the installation is. */
export async function locateRoot(settings: EngineSettings): Promise<string> {
  return (await openSession(settings)).installation.root;
}

/** Of a root without an installation: nothing. */
export async function readInstalledParts(root: string): Promise<InstalledParts> {
  const state = (await readTrace(statePaths(root).trace)) ?? emptyState();
  return {
    root,
    components: readChoices(state).components,
    runners: [...new Set([...state.entries.values()].flatMap(runnerOf))],
  };
}

function runnerOf({step, after}: TraceEntry): string[] {
  if (step.kind !== 'service') return [];
  const handle = (after as {readonly handle?: Handle} | undefined)?.handle;
  return [handle?.runner ?? (step.args as {readonly runner: Json & string}).runner];
}
