import type {Catalog} from './catalog.ts';
import type {ComponentContext, Demand, Offer, Use} from './component-context.ts';
import type {Host} from './host.ts';
import type {JsonObject} from './json.ts';
import type {OptionValues} from './options.ts';
import {type StepDraft, step} from './step.ts';
import type {ServiceDeclaration} from './step-kinds.ts';
import type {Text} from './text.ts';
import {T} from './tokens.ts';

/** A secret that a component needs. Looked for in configuration and environment, then asked for (if `ask`), then generated. */
export interface SecretDeclaration {
  /** Within the component: `admin_password` becomes `keystone.admin_password`. */
  readonly name: string;
  /** What a person is asked for; without it nobody is asked. */
  readonly ask?: string;
  /** Characters of a generated value, from letters and digits; 24 when missing. */
  readonly length?: number;
  /** Characters that it cannot have; a value that has one is refused before anything happens. What is generated has letters and digits. */
  readonly impossible?: {
    /** The inside of a character class of a regular expression: `/`, or `^\\u0000-\\u00ff`. */
    readonly characters: string;
    /** `a slash (/)` */
    readonly what: string;
    /** A clause: `its clients cannot encode it`. */
    readonly why: string;
  };
}

/** A reason why the component cannot be installed here. */
export interface Problem {
  readonly message: string;
  readonly suggestion?: string;
}

/** Something the user can reach when the cloud is up. */
export interface Endpoint {
  readonly name: string;
  readonly url: string;
}

/**
 * A thing that is installed: keystone, a database. A component *declares*; it does not act. Every method is a pure function of the context,
 * called while a plan is made, and what it returns is data that the engine shows, stores, carries out and takes back.
 *
 * Override what you need; everything is empty by default. The phases are called in the seed's order:
 * download, configure, pre-install, install, post-install; pre-start, start, post-start; and before what was done is taken back,
 * pre-uninstall. `unconfigure`, `uninstall` and `stop` need no code: they are the trace, reverted.
 */
export abstract class Component {
  static readonly inject: readonly string[] = [T.component];

  /**
   * What a component must know of the machine before it can say what it consists of: whether guests run at hardware speed, whether there is a
   * kernel module. Asked once for a plan, for chosen components only, before one is made; the answer is `ctx.machine`. Quick, changes nothing,
   * needs no root, and gives the same answer as long as the machine is the same.
   */
  static examine?(host: Host, options: OptionValues): Promise<JsonObject>;

  protected readonly ctx: ComponentContext;

  constructor(context: ComponentContext) {
    this.ctx = context;
  }

  /** Names of components that must be there first. Their start comes before this one's start. */
  requires(): readonly string[] {
    return [];
  }

  /** Everything that stands in the way, all at once. Looks only at the context. */
  verify(): readonly Problem[] {
    return [];
  }

  /** What a person should know though nothing is wrong, a sentence each; said when the component is installed, started or planned. */
  notes(): readonly string[] {
    return [];
  }

  secrets(): readonly SecretDeclaration[] {
    return [];
  }

  /** What this component asks others for; the answers come from `ctx.offer`. */
  uses(): readonly Use[] {
    return [];
  }

  /** Services, endpoints, users, roles and projects in the Identity service; carried out by a step of kind `catalog`. */
  catalog(): Catalog {
    return {};
  }

  /** Answers a demand for a capability that this component's manifest lists. */
  offer(demand: Demand): Offer {
    throw new Error(`${this.ctx.name} does not offer ${demand.capability}`);
  }

  services(): readonly ServiceDeclaration[] {
    return [];
  }

  /** What a user is told when the cloud is up. */
  endpoints(): readonly Endpoint[] {
    return [];
  }

  /** Variables for `devstack env`. */
  environment(): Readonly<Record<string, Text>> {
    return {};
  }

  download(): readonly StepDraft[] {
    return [];
  }

  configure(): readonly StepDraft[] {
    return [];
  }

  preInstall(): readonly StepDraft[] {
    return [];
  }

  install(): readonly StepDraft[] {
    return [];
  }

  postInstall(): readonly StepDraft[] {
    return [];
  }

  preStart(): readonly StepDraft[] {
    return [];
  }

  start(): readonly StepDraft[] {
    return this.services().map(({needs, reads, ...service}) =>
      step('service', service.name, service, {
        ...(needs === undefined ? {} : {needs}),
        ...(reads === undefined ? {} : {reads}),
      }),
    );
  }

  postStart(): readonly StepDraft[] {
    return [];
  }

  /** Commands to run before the component is taken away. */
  preUninstall(): readonly StepDraft[] {
    return [];
  }
}
