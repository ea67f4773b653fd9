import type {Kind, Kinds, Provided, Provider} from '@devstack/sdk';
import type {PluginPackage} from '../settings.ts';
import type {PluginProblem} from './plugin-problem.ts';

/** Something that an installed plugin provides, as its manifest says it. */
export interface Provision {
  readonly kind: Kind;
  readonly name: string;
  readonly plugin: PluginPackage;
  readonly provided: Provided;
}

/** A plugin's directory with `distros`, `releases`, `personas` and `templates`. */
export interface ConfDirectory {
  readonly plugin: string;
  readonly directory: string;
}

/** What the installed plugins provide. Knows their manifests; runs their code only when something is loaded. */
export class Registry {
  constructor(plugins: readonly PluginPackage[], sdkVersion?: string) {
    void plugins;
    void sdkVersion;
  }

  /** Names of what plugins provide of a kind, sorted. */
  names(kind: Kind): readonly string[] {
    throw new Error(kind);
  }

  has(kind: Kind, name: string): boolean {
    throw new Error(kind + name);
  }

  /** Throws DEVSTACK_ERR_UNKNOWN_NAME, or the problem of the plugin that has it. */
  describe(kind: Kind, name: string): Provision {
    throw new Error(kind + name);
  }

  /** Of plugins without a problem, in the order in which they were given. */
  confDirectories(): readonly ConfDirectory[] {
    throw new Error();
  }

  /** Everything that is wrong with installed plugins; nothing of it matters until something of the plugin is used. */
  problems(): readonly PluginProblem[] {
    throw new Error();
  }

  /** Imports the plugin's entry and returns the class. */
  async load<K extends Kind>(kind: K, name: string): Promise<Provider<Kinds[K]>> {
    throw new Error(kind + name);
  }
}
