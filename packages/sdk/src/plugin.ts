import type {Check} from './check.ts';
import type {Component} from './component.ts';
import type {Downloader} from './downloader.ts';
import type {AnyStepHandler} from './handler.ts';
import type {Host} from './host.ts';
import type {JsonObject} from './json.ts';
import type {OptionDeclarations, OptionValues} from './options.ts';
import type {Packager} from './packager.ts';
import type {Runner} from './runner.ts';
import type {ImageUploader} from './uploader.ts';

/** The version of this contract. It grows only when an existing plugin would break. */
export const API = 1;

/** The kinds of things that a plugin can provide. */
export interface Kinds {
  component: Component;
  runner: Runner;
  packager: Packager;
  downloader: Downloader;
  uploader: ImageUploader;
  step: AnyStepHandler;
  check: Check;
}

/** The name of a kind, as manifests have it. */
export type Kind = keyof Kinds;

/** What a manifest says about one provided thing. */
export interface Provided {
  readonly summary: string;
  /**
   * What it does as root, with a clause each that says why; shown before its code is first loaded. Component: by kind of step, see
   * {@link privilegeOf}; a plan with more is refused. Others: `command` when it runs programs as root, else the host refuses to.
   */
  readonly privileged?: Readonly<Record<string, string>>;
  /** Options of its configuration section; the section has the provider's name. */
  readonly options?: OptionDeclarations;
  /** component: what it can offer to others (`database`). */
  readonly capabilities?: readonly string[];
  /** component: its parts that can be chosen, with a line each: by a persona, or by the option `subsystems` that this gives to the component. */
  readonly subsystems?: Readonly<Record<string, string>>;
  /** component: where its code can come from; only `distro` when missing. */
  readonly origins?: readonly ('pypi' | 'git' | 'distro')[];
  /** check: the component that it proves. */
  readonly component?: string;
  /** check: it can tell the state of the component's parts. */
  readonly state?: boolean;
  /** check: it can show the consoles of servers. */
  readonly console?: boolean;
  /** runner: of those that are usable here, the one with the highest is taken when nobody names one; without it a runner must be named. */
  readonly preference?: number;
  /** runner: it starts services wherever its Host is, so that a cloud in namespaces of its own can have it. */
  readonly namespaces?: boolean;
  /**
   * step, check: `machine` for what works on the installation's files and fetches from outside, also when the cloud is in namespaces of its
   * own; packagers, downloaders and uploaders do so always. What runs or asks parts of the cloud has no such key.
   */
  readonly host?: 'machine';
  /** downloader: the URI schemes it knows. */
  readonly schemes?: readonly string[];
}

/** `devstack` in a plugin's package.json. Read without running the plugin's code. */
export interface PluginManifest {
  readonly api: number;
  /** Relative path of the module whose default export is a {@link PluginModule}. */
  readonly entry: string;
  /** Relative path of a directory with `distros`, `releases`, `personas` and `templates`. */
  readonly conf?: string;
  readonly provides: {readonly [K in Kind]?: Readonly<Record<string, Provided>>};
}

/** A class whose constructor takes what its static `inject` names, in that order. */
export interface Provider<Instance> {
  readonly inject?: readonly string[];
  /** Of a component's class: see {@link Component.examine}. */
  examine?(host: Host, options: OptionValues): Promise<JsonObject>;
  // biome-ignore lint/suspicious/noExplicitAny: the container passes what `inject` names; a class knows its own parameters
  new (...dependencies: any[]): Instance;
}

/** Loads a provider when it is needed, and not before. */
export type Lazy<Instance> = () => Promise<Provider<Instance>>;

/** What a plugin provides, by kind and name; each loaded when it is needed. */
export type PluginModule = {readonly [K in Kind]?: Readonly<Record<string, Lazy<Kinds[K]>>>};

/** The default export of a plugin's entry. Returns its argument; it is there so that an editor checks the names and types. */
export function definePlugin(module: PluginModule): PluginModule {
  return module;
}
