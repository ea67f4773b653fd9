import type {Health} from './health.ts';
import type {Argv} from './host.ts';
import type {PackageRequest} from './packager.ts';
import type {RestartPolicy, StopPolicy} from './runner.ts';
import type {TemplateValue} from './template-value.ts';
import type {Text} from './text.ts';

/** Whose a file or program is: root's, or the account's under which the services run. Without root both are the user. */
export type Owner = 'root' | 'service';

/** A directory. Made with its mode; a directory that was there keeps its own. */
export interface DirectoryArgs {
  readonly path: string;
  /** Octal permission bits, for example 0o750. */
  readonly mode: number;
  readonly owner?: Owner;
  readonly group?: Owner;
  /**
   * `ours`: everything that appears in it goes with it at uninstall. `shared` (default): it goes only when it is empty, and what is found in
   * it is reported. `kept`: it goes only when it is empty; what is in it was meant to stay.
   */
  readonly contents?: 'ours' | 'shared' | 'kept';
}

/** The text of a template file with `%NAME%` in it (Handlebars where its name ends in `.hbs`), and the values of its parameters. */
export interface TemplateContent {
  readonly template: string;
  /** Shown in errors: the name of the template file. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, TemplateValue>>;
}

/**
 * How values are quoted so that any character in them survives, or is refused before anything happens:
 *
 * - `text`: not at all
 * - `oslo`: for oslo.config. A value that is everything behind a `=` is put in quotes where it needs them
 * - `ini`: for configparser of Python, `%` as `%%`
 * - `yaml`, `json`: a string with its quotation marks
 * - `shell`: in single quotes
 * - `env`: in double quotes, for `EnvironmentFile=` of systemd and for what a shell reads with `.`
 * - `url`: percent-encoded, a part of a URL
 */
export type FileFormat = 'text' | 'oslo' | 'ini' | 'yaml' | 'json' | 'shell' | 'env' | 'url';

/** A file with its whole content. */
export interface FileArgs {
  readonly path: string;
  readonly mode: number;
  readonly owner?: Owner;
  readonly group?: Owner;
  readonly content: Text | TemplateContent;
  readonly format?: FileFormat;
  /** What the user's configuration adds to a file of format `oslo` or `ini`; the engine fills it in. */
  readonly options?: readonly FileOption[];
}

/** An option in a group, which INI calls a section, of a configuration file. */
export interface FileOption {
  readonly group: string;
  readonly option: string;
  readonly value: string;
}

/** Random key material, made once and never shown: a file of `bytes` random bytes in the encoding. */
export interface KeyFileArgs {
  readonly path: string;
  readonly mode: number;
  readonly owner?: Owner;
  readonly group?: Owner;
  readonly bytes: number;
  readonly encoding: 'base64url' | 'hex';
}

/** A symbolic link. */
export interface SymlinkArgs {
  readonly path: string;
  readonly target: string;
}

/** Packages of one packager. All packages steps of a plan become one transaction. */
export interface PackagesArgs {
  /** As the distro file says when missing. */
  readonly packager?: string;
  readonly requests: readonly PackageRequest[];
}

/** The files of packages in a directory of our own, for what is wanted without being installed: a boot kernel, a Python binding, a web page. */
export interface UnpackedArgs {
  /** As the distro file says when missing. */
  readonly packager?: string;
  readonly names: readonly string[];
  /** Absolute path of the directory: what a package has in /usr/lib is in `<into>/usr/lib`. */
  readonly into: string;
}

/** A pinned set of requirements with hashes, as `uv pip compile --generate-hashes` writes it. */
export interface PythonLock {
  /** Shown in errors: the file it came from. */
  readonly name: string;
  readonly text: string;
}

/** A Python environment. All python steps with the same environment become one resolution. */
export interface PythonArgs {
  /** Absolute path of the environment's directory. */
  readonly environment: string;
  /** The interpreter it is made with. */
  readonly interpreter: string;
  /** `keystone==30.0.0`, `pyuwsgi`: what is wanted; versions of everything else come from the locks. */
  readonly requirements: readonly string[];
  readonly locks: readonly PythonLock[];
  /** Absolute paths of source trees that are installed editable. */
  readonly editable: readonly string[];
}

/** Something to fetch, and where to. */
export interface SourceArgs {
  readonly uri: string;
  readonly ref?: string;
  readonly checksum?: string;
  /** Absolute path of the directory it ends in. */
  readonly into: string;
}

/** A program that is run once. */
export interface CommandArgs {
  readonly argv: Argv;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, Text>>;
  readonly input?: Text;
  /** The account it runs under; `service` when missing. */
  readonly as?: Owner;
  /** Why root is needed, where it is. */
  readonly privileged?: string;
  readonly timeoutMs?: number;
  /** Its failure is said, and everything else goes on. */
  readonly mayFail?: boolean;
  /**
   * What takes its effect back. `inside`: its effects lie in files and databases that other steps own and remove. Otherwise a command.
   * A command must be repeatable: after a crash in the middle it is run again. The one that undoes it is given the same standard input.
   */
  readonly undo: 'inside' | Argv;
}

/** A system account for the services. Only as root; skipped (and said) without. */
export interface UserArgs {
  readonly name: string;
  readonly home: string;
  readonly comment: string;
}

/** A service, started by the runner that the configuration names, done when it is ready. */
export interface ServiceArgs {
  /** Within the component: `api` becomes `keystone/api`. */
  readonly name: string;
  readonly argv: Argv;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, Text>>;
  readonly as?: Owner;
  /** TCP ports it will listen on: checked to be free before, shown in status. */
  readonly ports?: readonly number[];
  readonly health?: Health;
  readonly stop?: Partial<StopPolicy>;
  readonly restart?: Partial<RestartPolicy>;
}

/**
 * A network that the machine is to reach inside the cloud: floating addresses. Nothing where the cloud has no namespaces of its own, because
 * the network's device is the machine's then.
 */
export interface RouteArgs {
  /** `172.24.4.0/24` */
  readonly to: string;
}

/** The kinds that every devstack knows, and their arguments. Plugins add kinds of their own. */
export interface StepKinds {
  directory: DirectoryArgs;
  file: FileArgs;
  'key-file': KeyFileArgs;
  symlink: SymlinkArgs;
  packages: PackagesArgs;
  unpacked: UnpackedArgs;
  python: PythonArgs;
  source: SourceArgs;
  command: CommandArgs;
  user: UserArgs;
  service: ServiceArgs;
  route: RouteArgs;
}

/** What a component's `services()` declares: a service step without the component's name. */
export type ServiceDeclaration = ServiceArgs & {readonly needs?: readonly string[]; readonly reads?: readonly string[]};
