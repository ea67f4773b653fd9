import path from 'node:path';
import type {Ask, EngineSettings, EventSink} from '@devstack/engine';
import type {EngineFlags} from './engine-flags.ts';
import {areSomeInstalled, type FoundPlugin, pluginPackages} from './plugin-packages.ts';
import {rememberRoot} from './plugins/known-roots.ts';
import {readLockFile} from './plugins/lock-file.ts';

/** What the settings take from oclif's configuration. */
export interface HostConfig {
  readonly root: string;
  readonly home: string;
  /** Where plugins of the user are. */
  readonly dataDir: string;
  readonly plugins: ReadonlyMap<string, FoundPlugin>;
}

/** The process this runs in. */
export interface Caller {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly argv: readonly string[];
}

export interface Listeners {
  readonly ask?: Ask;
  readonly onEvent?: EventSink;
  readonly signal?: AbortSignal;
  readonly killSignal?: AbortSignal;
}

export function engineSettings(
  config: HostConfig,
  caller: Caller,
  flags: EngineFlags,
  listeners: Listeners = {},
): EngineSettings {
  const found = [...config.plugins.values()];
  return {
    plugins: pluginPackages(found, areSomeInstalled(found) ? readLockFile(config.dataDir) : {}),
    conf: path.join(config.root, 'conf'),
    variables: caller.variables,
    cwd: caller.cwd,
    home: config.home,
    commandLine: ['devstack', ...hideValues(caller.argv)],
    ...(found.some(({type}) => type !== 'core') ? {onRoot: (root) => rememberRoot(config.dataDir, root)} : {}),
    ...(flags.directory === undefined ? {} : {directory: flags.directory}),
    ...(flags.persona === undefined ? {} : {persona: flags.persona}),
    ...(flags.config === undefined ? {} : {configFiles: flags.config}),
    ...(flags.set === undefined ? {} : {set: flags.set}),
    ...(flags.runner === undefined ? {} : {runner: flags.runner}),
    ...listeners,
  };
}

/** The command line goes to the trace, and a value that is set on it may be a password. */
export function hideValues(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    if (word.startsWith('--set=')) return hideValue(word);
    return argv[index - 1] === '--set' ? hideValue(word) : word;
  });
}

function hideValue(word: string): string {
  const key = /^(?:--set=)?[^=]*=/.exec(word)?.[0];
  return key === undefined ? word : `${key}•••`;
}
