import path from 'node:path';
import {makeScratch} from './scratch.ts';
import {runBuiltCli} from './spawn-built-cli.ts';
import type {Ended} from './spawn-cli.ts';

export interface PluginUser {
  readonly home: string;
  /** Where oclif keeps the plugins. */
  readonly data: string;
  run(argv: readonly string[], more?: Readonly<Record<string, string>>): Promise<Ended>;
}

/** Somebody with a home of their own, whose plugins come from a registry. */
export function pluginUser(registry: string): PluginUser {
  const home = makeScratch();
  const variables = {HOME: home, DEVSTACK_NPM_REGISTRY: registry};
  return {
    home,
    data: path.join(home, '.local/share/devstack'),
    run: (argv, more = {}) => runBuiltCli(argv, {...variables, ...more}),
  };
}
