import path from 'node:path';
import type {HostFacts, Json, Origin, Ownership} from '@devstack/sdk';
import type {Configuration} from '../config/configuration.ts';
import {emptyState, type TraceState} from '../trace/records.ts';
import {type StatePaths, statePaths} from '../trace/root-directory.ts';
import {readTrace} from '../trace/trace-file.ts';

const SYSTEM_ROOT = '/opt/openstack';
const SYSTEM_ACCOUNT: Ownership = {user: 'devstack', group: 'devstack'};

/** One installation: where it lives and what its trace says. */
export interface Installation {
  readonly paths: StatePaths;
  readonly root: string;
  readonly cache: string;
  /** Under which the services run. */
  readonly account: Ownership;
  /** Who runs devstack. */
  readonly self: Ownership;
  /** The account must be made: root installs. */
  readonly makesAccount: boolean;
}

export function locateInstallation(configuration: Configuration, facts: HostFacts, cwd: string): Installation {
  const configured = configuration.get('default', 'directory');
  const isRoot = facts.uid === 0;
  const root =
    configured === undefined
      ? isRoot
        ? SYSTEM_ROOT
        : path.join(facts.home, 'openstack')
      : path.resolve(cwd, configured);
  const cache = configuration.get('default', 'cache');
  const self = {user: facts.user, group: facts.group};
  return {
    paths: statePaths(root),
    root,
    cache: cache === undefined ? path.join(root, 'cache') : path.resolve(cwd, cache),
    account: isRoot ? SYSTEM_ACCOUNT : self,
    self,
    makesAccount: isRoot,
  };
}

export async function readState({paths}: Installation): Promise<TraceState> {
  return (await readTrace(paths.trace)) ?? emptyState();
}

/** What earlier runs have decided. */
export interface Choices {
  readonly components: readonly string[];
  /** Name or file of the persona. */
  readonly persona: string | undefined;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly subsystems: ReadonlyMap<string, readonly string[]>;
}

export function readChoices({choices}: TraceState): Choices {
  return {
    components: (choices.get('components') as readonly string[] | undefined) ?? [],
    persona: choices.get('persona') as string | undefined,
    origins: choicesOf<Origin>(choices, 'origin:'),
    subsystems: choicesOf<readonly string[]>(choices, 'subsystems:'),
  };
}

/** Choices for one component each. */
function choicesOf<Value extends Json>(choices: ReadonlyMap<string, Json>, prefix: string): Map<string, Value> {
  const own = [...choices].filter(([key]) => key.startsWith(prefix));
  return new Map(own.map(([key, value]) => [key.slice(prefix.length), value as Value]));
}

export function choiceRecord(key: string, value: Json): {v: 1; t: 'choice'; key: string; value: Json} {
  return {v: 1, t: 'choice', key, value};
}
