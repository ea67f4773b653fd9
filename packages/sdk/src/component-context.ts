import type {Ownership} from './host.ts';
import type {Json, JsonObject} from './json.ts';
import type {PackageRequest} from './packager.ts';
import type {StepRef} from './step.ts';
import type {TemplateContent} from './step-kinds.ts';
import type {TemplateValue} from './template-value.ts';
import type {SecretEncoding, SecretRef, Text} from './text.ts';

/** Where a component's code comes from. */
export type Origin = 'pypi' | 'git' | 'distro';

/** Absolute paths, all under the root. */
export interface ComponentPaths {
  readonly root: string;
  /** Configuration files of this component. */
  readonly etc: string;
  /** Databases, images, volumes: survives `--keep data`. */
  readonly data: string;
  readonly log: string;
  /** Sockets and pid files. */
  readonly run: string;
  /** Where git origins are checked out: `<source>/<component>`. */
  readonly source: string;
  readonly cache: string;
}

/** What `conf/distros/<id>.yaml` says about this component on this machine. */
export interface DistroPart {
  readonly id: string;
  /** Packages of the chosen origin, for the component and its chosen subsystems. */
  readonly packages: readonly PackageRequest[];
  /** Requirements for the Python environment, beside those of the release: `ldappool==3.0.0`. */
  readonly pips?: readonly string[];
  /** Everything else that the file has for the component. */
  readonly settings: Readonly<Record<string, Json | undefined>>;
}

/** What `conf/releases/<series>.yaml` says about this component for the chosen origin. */
export interface ReleasePart {
  readonly series: string;
  /** Requirements for the Python environment. */
  readonly requirements: readonly string[];
  /** Text of the lock file with hashes, when the release has one. */
  readonly lock?: {readonly name: string; readonly text: string};
  readonly repository?: string;
  readonly ref?: string;
  /** What differs between releases as data: WSGI module or script, option names. */
  readonly settings: Readonly<Record<string, Json | undefined>>;
}

/** Something one component asks another for: a database, a message queue account, an identity service user. Plain data. */
export interface Use {
  /** `database`, `messages`, `identity` ... */
  readonly capability: string;
  /** Names what is asked for, within the capability: `keystone`, `nova_cell0`. */
  readonly name: string;
  readonly options?: Readonly<Record<string, Json | undefined>>;
  /** True: the component works without it too; `ctx.optionalOffer` says whether there is one. */
  readonly optional?: boolean;
}

/** A use, as the component sees it that is asked. */
export interface Demand extends Use {
  /** The component that asks. */
  readonly component: string;
}

/** The answer to a use. */
export interface Offer {
  /** `url`, `host`, `username` ...; each capability documents its own. None: nothing is offered, as the component is configured now. */
  readonly values: Readonly<Record<string, Text>>;
  /** Steps after which it can be used. */
  readonly needs: readonly StepRef[];
}

/** Everything a component may know. Constant while a plan is made. */
export interface ComponentContext {
  readonly name: string;
  /** The chosen ones, in the order of the manifest. */
  readonly subsystems: readonly string[];
  readonly origin: Origin;
  readonly distro: DistroPart;
  readonly release: ReleasePart;
  readonly paths: ComponentPaths;
  readonly python: {
    readonly interpreter: string;
    /** The environment's directory; `/usr` where the code comes from the distribution. */
    readonly environment: string;
    /** The absolute path of a console script. */
    script(name: string): string;
  };
  /** The address services bind to, and the one that clients use. Not the same on every machine. */
  readonly address: {
    readonly bind: string;
    readonly client: string;
    /** For databases, queues and what else only the cloud itself talks to: loopback where the cloud has one of its own, else as above. */
    readonly internal: {readonly bind: string; readonly client: string};
  };
  readonly region: string;
  /** The account under which services run. */
  readonly account: Ownership;
  /** What the class's `examine` has found on the machine; empty without one. */
  readonly machine: JsonObject;
  /** An option of this component's section, with the type that its manifest declares. */
  option<Value extends Json = string>(name: string): Value;
  /** Who says so: `keystone.port (/home/me/stack.ini:12)`. For errors that are about what somebody has written. @param key of a map's value */
  place(option: string, key?: string): string;
  /** A template of this plugin's `conf/templates`. Throws DEVSTACK_ERR_TEMPLATE when there is none, or when a parameter is missing. */
  template(name: string, parameters: Readonly<Record<string, TemplateValue>>): TemplateContent;
  secret(name: string, encode?: SecretEncoding): SecretRef;
  /** What the component that has this capability offers for a use that `uses()` declares. */
  offer(capability: string, name: string): Offer;
  /** The same for an optional use: undefined when no chosen component has the capability, or when it offers nothing as it is configured. */
  optionalOffer(capability: string, name: string): Offer | undefined;
  /** For a component that has a capability: who wants what. */
  demands(capability: string): readonly Demand[];
}
