import {Registry} from '@devstack/engine';
import {type FoundPlugin, pluginPackages} from '../plugin-packages.ts';
import type {LockedPlugins} from './lock-file.ts';
import {privilegesOf, providedNames, withoutControls} from './trust.ts';

/** What there is to know of a plugin without running it. */
export interface PluginReport {
  readonly name: string;
  readonly version: string;
  /** `bundled` comes with devstack. */
  readonly type: 'bundled' | 'installed' | 'linked';
  readonly directory: string;
  /** `component swift` */
  readonly provides: readonly string[];
  /** What it announces to do as root, and why. */
  readonly privileged: readonly string[];
  readonly publisher?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  /** Why it, or a part of it, cannot be used. */
  readonly problems: readonly string[];
}

const TYPES: Readonly<Record<string, PluginReport['type']>> = {user: 'installed', link: 'linked'};

export function reportPlugins(found: Iterable<FoundPlugin>, locked: LockedPlugins): readonly PluginReport[] {
  const all = [...found].filter(({isRoot}) => isRoot !== true);
  const problems = new Registry(pluginPackages(all, locked)).problems();
  return all
    .map((plugin): PluginReport => {
      const {name, version, root, pjson} = plugin;
      const type = TYPES[plugin.type] ?? 'bundled';
      const {provides} = (pjson as {readonly devstack?: {readonly provides?: unknown}}).devstack ?? {};
      const {publisher, resolved, integrity} = (type === 'installed' ? locked[name] : undefined) ?? {};
      return {
        name,
        version,
        type,
        directory: root,
        provides: providedNames(provides).map(withoutControls),
        privileged: privilegesOf(provides).map(({what, why}) => withoutControls(`${what}, because ${why}`)),
        ...(publisher === undefined ? {} : {publisher}),
        ...(resolved === undefined ? {} : {resolved}),
        ...(integrity === undefined ? {} : {integrity}),
        problems: problems.filter((problem) => problem.plugin === name).map(({error}) => error.message),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
