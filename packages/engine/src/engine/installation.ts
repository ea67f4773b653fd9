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
  readonly origins: ReadonlyMap<string, Origin>;
}

export function readChoices({choices}: TraceState): Choices {
  const origins = [...choices].flatMap(([key, value]): [string, Origin][] =>
    key.startsWith('origin:') ? [[key.slice('origin:'.length), value as Origin]] : [],
  );
  return {components: (choices.get('components') as readonly string[] | undefined) ?? [], origins: new Map(origins)};
}

export function choiceRecord(key: string, value: Json): {v: 1; t: 'choice'; key: string; value: Json} {
  return {v: 1, t: 'choice', key, value};
}
