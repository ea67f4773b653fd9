import path from 'node:path';
import {DevstackError, type Kind, type Kinds, type Provided, type Provider} from '@devstack/sdk';
import type {PluginPackage} from '../settings.ts';
import {checkPlugin, label} from './check-plugin.ts';
import {claimedNames} from './claimed-names.ts';
import {didYouMean, nearestName} from './did-you-mean.ts';
import {loadProvider} from './load-provider.ts';
import type {PluginProblem} from './plugin-problem.ts';
import {readSdkVersion} from './sdk-version.ts';

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
  readonly #plugins: readonly PluginPackage[];
  readonly #provisions = new Map<string, Provision>();
  readonly #problems: PluginProblem[] = [];

  constructor(plugins: readonly PluginPackage[], sdkVersion: string = readSdkVersion()) {
    const candidates = withoutReplaced(plugins).filter(({manifest}) => manifest !== undefined);
    this.#plugins = candidates.filter((plugin) => this.#isUsable(plugin, sdkVersion));
    for (const plugin of this.#plugins) this.#addProvisions(plugin);
  }

  /** Names of what plugins provide of a kind, sorted. */
  names(kind: Kind): readonly string[] {
    return [...this.#provisions.values()]
      .filter((provision) => provision.kind === kind)
      .map(({name}) => name)
      .sort();
  }

  has(kind: Kind, name: string): boolean {
    return this.#provisions.has(keyOf(kind, name));
  }

  /** Throws DEVSTACK_ERR_UNKNOWN_NAME, or the problem of the plugin that has it. */
  describe(kind: Kind, name: string): Provision {
    const problem = this.#problems.find(({affected}) => affected.some((it) => it.kind === kind && it.name === name));
    if (problem !== undefined) throw problem.error;
    const provision = this.#provisions.get(keyOf(kind, name));
    if (provision === undefined) throw unknownName(kind, name, this.names(kind));
    return provision;
  }

  /** Of plugins without a problem, in the order in which they were given. */
  confDirectories(): readonly ConfDirectory[] {
    return this.#plugins.flatMap(({name, directory, manifest}) =>
      manifest?.conf === undefined ? [] : [{plugin: name, directory: path.join(directory, manifest.conf)}],
    );
  }

  /** Everything that is wrong with installed plugins; nothing of it matters until something of the plugin is used. */
  problems(): readonly PluginProblem[] {
    return this.#problems;
  }

  /** Imports the plugin's entry and returns the class. */
  async load<K extends Kind>(kind: K, name: string): Promise<Provider<Kinds[K]>> {
    const {plugin} = this.describe(kind, name);
    return loadProvider(plugin, plugin.manifest!.entry, kind, name);
  }

  #isUsable(plugin: PluginPackage, sdkVersion: string): boolean {
    const error = checkPlugin(plugin, sdkVersion);
    if (error === undefined) return true;
    const {name, version, manifest} = plugin;
    this.#problems.push({plugin: name, version, error, affected: claimedNames(manifest)});
    return false;
  }

  #addProvisions(plugin: PluginPackage): void {
    for (const {kind, name} of claimedNames(plugin.manifest)) {
      const key = keyOf(kind, name);
      const other = this.#provisions.get(key);
      if (other !== undefined && other.plugin.linked === plugin.linked) this.#addDuplicate(other, plugin);
      if (other === undefined || (plugin.linked && !other.plugin.linked)) {
        this.#provisions.set(key, {kind, name, plugin, provided: plugin.manifest!.provides[kind]![name]!});
      }
    }
  }

  #addDuplicate({kind, name, plugin: first}: Provision, second: PluginPackage): void {
    const error = new DevstackError(
      `cannot use ${kind} ${name}: both ${label(first)} and ${label(second)} provide it`,
      {
        code: 'DEVSTACK_ERR_PLUGIN_DUPLICATE',
        suggestions: [first, second].map((plugin) => `devstack plugins uninstall ${plugin.name}`),
      },
    );
    this.#problems.push({plugin: second.name, version: second.version, error, affected: [{kind, name}]});
  }
}

function keyOf(kind: Kind, name: string): string {
  return `${kind} ${name}`;
}

/** A plugin that is linked stands in for an installed one of the same name. */
function withoutReplaced(plugins: readonly PluginPackage[]): readonly PluginPackage[] {
  const linked = new Set(plugins.filter((plugin) => plugin.linked).map(({name}) => name));
  return plugins.filter((plugin) => plugin.linked || !linked.has(plugin.name));
}

function unknownName(kind: Kind, name: string, known: readonly string[]): DevstackError {
  return new DevstackError(`cannot find ${kind} '${name}': no installed plugin provides it${didYouMean(name, known)}`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
    suggestions: [
      ...(nearestName(name, known) === undefined ? [`devstack plugins install ${packageOf(kind, name)}`] : []),
      known.length === 0 ? `no ${kind} is installed` : `installed: ${known.join(', ')}`,
    ],
  });
}

/** Where ours would be: a component has the short name that `plugins install` knows, the others have a package of their kind. */
function packageOf(kind: Kind, name: string): string {
  return kind === 'component' ? name : `@devstack/${kind}-${name}`;
}
