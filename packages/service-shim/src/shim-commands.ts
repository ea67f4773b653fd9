import {join} from 'node:path';
import type {Argv, ServiceSpec} from '@devstack/sdk';
import type {ProcessIdentity} from './process-output.ts';

export const SERVICE_MARK = 'DEVSTACK_SERVICE';
export const SHIM_MARK = 'DEVSTACK_SHIM';

/** Where the shim of a service keeps what it knows. `/` becomes `+`, which cannot come from anything else. */
export function serviceDirectory({runDirectory, id}: Pick<ServiceSpec, 'runDirectory' | 'id'>): string {
  return join(runDirectory, encodeURIComponent(id).replaceAll('%2F', '+'));
}

/** A program and its environment, which holds the values of the service's. */
export interface Launch {
  readonly argv: Argv;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a shim that calls its service `id`. Secrets travel in `env` only. */
export function launchCommand(script: string, spec: ServiceSpec, id: string): Launch {
  const {when, limit, windowMs} = spec.restart;
  const variables = Object.entries({...spec.env, [SERVICE_MARK]: id});
  const names = variables.map(([name]) => name).join(' ');
  const policy = [when, String(limit), String(Math.round(windowMs / 10))];
  return {
    argv: ['sh', script, 'launch', serviceDirectory(spec), id, spec.logFile, spec.cwd, ...policy, names, ...spec.argv],
    env: {
      [SHIM_MARK]: id,
      ...Object.fromEntries(variables.map(([, value], index) => [`DEVSTACK_VALUE_${index}`, value])),
    },
  };
}

/** Signals processes; the shim's text comes on standard input, because a file of the service's user is not for root to run. */
export function signalCommand(signal: string, processes: readonly ProcessIdentity[]): Argv {
  const names = processes.map(({pid, startTicks}) => `${pid}:${startTicks}`);
  return ['sh', '-s', '--', 'signal', signal.replace(/^SIG/, ''), ...names];
}
