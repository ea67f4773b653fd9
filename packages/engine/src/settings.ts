import type {
  Action,
  Host,
  Image,
  ImageSource,
  Json,
  JsonObject,
  LogOptions,
  PluginManifest,
  ServerConsole,
} from '@devstack/sdk';
import type {EventSink} from './events.ts';
import type {LogReading, PlanReport, RunReport, StatusReport, VerifyReport} from './reports.ts';

/** A plugin as the host found it: its package.json was read, its code was not. */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the package. */
  readonly directory: string;
  /** A linked one wins over an installed one of the same name. */
  readonly linked: boolean;
  /** `devstack` of its package.json, unchecked. */
  readonly manifest: PluginManifest | undefined;
  /** Range of `@devstack/sdk` in its peerDependencies. */
  readonly sdkRange?: string;
  /** Of its files, see `digestPackage`, when it was installed; code of other files is not loaded. */
  readonly digest?: string;
  /** Of the packages that it brings, see `digestBrought`; looked at together with `digest`. */
  readonly brought?: Readonly<Record<string, string>>;
  /** It is somebody else's, and nobody has agreed to run its code. */
  readonly isUntrusted?: boolean;
}

export interface Question {
  /** `keystone.admin_password` */
  readonly name: string;
  readonly ask: string;
}

/** Answers by name; an empty answer means: generate one. */
export type Ask = (questions: readonly Question[]) => Promise<Readonly<Record<string, string>>>;

export interface EngineSettings {
  readonly plugins: readonly PluginPackage[];
  /** The host's own `conf` directory: stack.ini, distros, releases, personas. */
  readonly conf: string;
  /** Variables of the caller; `process.env` is read nowhere in the engine. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Root of the installation, from `-d`. */
  readonly directory?: string;
  readonly persona?: string;
  readonly configFiles?: readonly string[];
  /** `section.option=value`, in order. */
  readonly set?: readonly string[];
  readonly runner?: string;
  readonly ask?: Ask;
  readonly onEvent?: EventSink;
  /** Called with the root of an installation before anything in it is changed. */
  readonly onRoot?: (root: string) => Promise<void>;
  /** Asks to stop: steps that run come to their end, nothing new starts. */
  readonly signal?: AbortSignal;
  /** Asks to stop at once: programs that run are ended too. What was begun is settled by the next run. */
  readonly killSignal?: AbortSignal;
  /** Another door to the machine; the local one when missing. */
  readonly host?: Host;
  /** The command line, for the trace and the lock. */
  readonly commandLine?: readonly string[];
}

export interface RunOptionsOfAction {
  /** What uninstall leaves: packages, sources, images, data. */
  readonly keep?: readonly ('packages' | 'sources' | 'images' | 'data')[];
}

export interface UploadedImage {
  readonly image: Image;
  /** False when an image of the same name and content was there. */
  readonly changed: boolean;
}

export interface BuiltImage {
  /** Absolute path of the file. */
  readonly path: string;
  /** `sha256:...` */
  readonly checksum: string;
  readonly bytes: number;
}

export interface ImageActions {
  /**
   * Builds an image of a plugin on this machine; one that an earlier build has left in the cache of the installation is taken from there.
   * @param output path of the file to make, against the working directory; NAME with the ending of its format when missing. Throws
   * DEVSTACK_ERR_EXISTS when it is there.
   */
  build(name: string, output?: string): Promise<BuiltImage>;
  list(): Promise<readonly Image[]>;
  /** Several at once. The first failure is thrown when all have ended; what was uploaded stays. */
  upload(sources: readonly ImageSource[]): Promise<readonly UploadedImage[]>;
  /** By id or name. Throws DEVSTACK_ERR_NOT_FOUND before anything is removed. */
  remove(images: readonly string[]): Promise<readonly Image[]>;
}

export interface ConfiguredOption {
  /** `keystone.port` */
  readonly key: string;
  /** Secrets are redacted; null when nothing sets it. */
  readonly value: Json;
  /** `/home/me/stack.ini:12`, `environment DEVSTACK_X__Y`, `--set`, `default`. */
  readonly origin: string;
}

export interface ConfigurationReport {
  readonly persona: string;
  readonly distro: string;
  /** How many options are set by somebody. */
  readonly options: number;
  /** Files, and other places that set options. */
  readonly places: readonly string[];
}

/** What there is to know of the configuration. Changes nothing. */
export interface ConfigurationActions {
  /** All options, merged, sorted. */
  list(): Promise<readonly ConfiguredOption[]>;
  /** @param key `section.option`. Throws DEVSTACK_ERR_CONFIG_UNKNOWN_KEY. */
  get(key: string): Promise<ConfiguredOption>;
  /** Reads what the configuration names, too; throws one error with everything that is wrong. */
  check(): Promise<ConfigurationReport>;
  /** A JSON Schema of configuration files, composed from the plugins that are there. */
  schema(): Promise<JsonObject>;
  /** A commented configuration file for the persona. @param schemaFile where an editor finds the schema */
  sample(format: 'yaml' | 'ini', schemaFile: string): Promise<string>;
}

/** What the command line calls: one method per thing a user asks for. */
export interface Engine {
  /** What `run` would do. Changes nothing. */
  plan(action: Action, components: readonly string[]): Promise<PlanReport>;
  run(action: Action, components: readonly string[], options?: RunOptionsOfAction): Promise<RunReport>;
  status(): Promise<StatusReport>;
  /** @param services names of services or components; all that run when empty */
  restart(services: readonly string[]): Promise<RunReport>;
  /** @param services names of services or components; all that were ever started when empty */
  logs(services: readonly string[], options?: LogOptions): Promise<LogReading>;
  /** The machine images of the cloud. */
  images(): ImageActions;
  /** The console of a server, by name or id. Throws DEVSTACK_ERR_NOT_FOUND, DEVSTACK_ERR_NOT_INSTALLED. */
  console(server: string): Promise<ServerConsole>;
  /** Uses the cloud as a user would: the checks of all installed components, in the order of requirements. */
  verify(): Promise<VerifyReport>;
  /** Variables that give a client access to the cloud, secrets resolved. */
  clientEnvironment(): Promise<Readonly<Record<string, string>>>;
  /** The merged configuration. */
  configuration(): ConfigurationActions;
  /** The value of a secret of the installation, and of what is given in the configuration. Throws DEVSTACK_ERR_SECRET_MISSING. */
  secret(name: string): Promise<string>;
}
