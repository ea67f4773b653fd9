import {DevstackError, type Handle} from '@devstack/sdk';
import {compareText} from '../plan/compare-text.ts';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {PlannedServiceArgs, ServiceRecord} from '../steps/service-step.ts';
import type {TraceEntry, TraceState} from '../trace/records.ts';
import type {Installation} from './installation.ts';
import {readChoices} from './installation.ts';
import {componentOf} from './runner-choice.ts';

/** A service of an installed component that was started at least once. */
export interface KnownService {
  readonly id: string;
  readonly entry: TraceEntry;
  readonly args: PlannedServiceArgs;
  /** Missing when the run that started it was killed before it could record it. */
  readonly handle?: Handle;
  /** The runner that started it last. */
  readonly runner: string;
  /** False when `stop` was the last that was done with it; it may have ended by itself all the same. */
  readonly isStarted: boolean;
}

/** In the order of their names. */
export function knownServices(state: TraceState): KnownService[] {
  const installed = readChoices(state).components;
  const stopped = [...state.reverted.values()].filter(({step}) =>
    step.components.some((name) => installed.includes(name)),
  );
  return [
    ...[...state.entries.values()].filter(isService).map((entry) => knownService(entry, true)),
    ...stopped.filter(isService).map((entry) => knownService(entry, false)),
  ].sort((a, b) => compareText(a.id, b.id));
}

function isService({step}: TraceEntry): boolean {
  return step.kind === 'service';
}

function knownService(entry: TraceEntry, isStarted: boolean): KnownService {
  const args = entry.step.args as unknown as PlannedServiceArgs;
  const handle = (entry.after as ServiceRecord | undefined)?.handle;
  const runner = handle?.runner ?? args.runner;
  return {id: args.id, entry, args, runner, isStarted, ...(handle === undefined ? {} : {handle})};
}

/**
 * Those that are named: `nova/compute`, `nova-compute`, a component for all of its services, or the beginning of one such name.
 * All when nothing is named.
 */
export function selectServices(
  {root}: Pick<Installation, 'root'>,
  known: readonly KnownService[],
  names: readonly string[],
): KnownService[] {
  const chosen = new Set(names.flatMap((name) => idsNamed(root, known, name)));
  return names.length === 0 ? [...known] : known.filter(({id}) => chosen.has(id));
}

function idsNamed(root: string, known: readonly KnownService[], name: string): string[] {
  const ids = known.map(({id}) => id);
  const components = [...new Set(ids.map(componentOf))];
  if (ids.includes(name)) return [name];
  if (components.includes(name)) return ids.filter((id) => componentOf(id) === name);
  const found = [...components, ...ids].filter((one) => one.startsWith(name) || one.replace('/', '-').startsWith(name));
  const whole = found.find((one) => one.replace('/', '-') === name) ?? found[0];
  if (whole === undefined || name === '') throw unknownService(root, ids, name);
  const isOne = found.every((one) => one === whole || one.startsWith(`${whole}/`)) || whole.replace('/', '-') === name;
  if (!isOne) throw severalServices(name, found);
  return ids.filter((id) => id === whole || componentOf(id) === whole);
}

function unknownService(root: string, ids: readonly string[], name: string): DevstackError {
  if (ids.length === 0) {
    return new DevstackError(`cannot find service '${name}': no service was started in ${root}`, {
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
      suggestions: ['devstack up'],
    });
  }
  const names = [...new Set([...ids.map(componentOf), ...ids])];
  return new DevstackError(`cannot find service '${name}': there is none of this name${didYouMean(name, names)}`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
    suggestions: [`services are ${ids.join(', ')}`],
  });
}

function severalServices(name: string, found: readonly string[]): DevstackError {
  return new DevstackError(`cannot choose a service: '${name}' may be ${found.join(', ')}`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
    suggestions: ['write more of its name'],
  });
}
