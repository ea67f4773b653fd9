import type {Ownership} from './host.ts';
import type {Json} from './json.ts';
import type {Kept} from './packager.ts';
import type {Progress} from './progress.ts';
import type {Step} from './step.ts';
import type {Owner} from './step-kinds.ts';
import type {Text} from './text.ts';

/** Things of which there are few; a step holds what it lists while it runs. `cpu`: one per core. `network`: eight. Any other name: one. */
export type Resource = string;

/** Contents that are too large or too private for the trace, kept by content address under the root. */
export interface Store {
  /** @returns the address, `sha256:...` */
  put(content: Uint8Array | string): Promise<string>;
  /** Throws DEVSTACK_ERR_TRACE when it is gone. */
  get(address: string): Promise<Uint8Array>;
}

/** What a handler is given with each step that it carries out. */
export interface StepContext {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly store: Store;
  /** The value of a text with its secrets. Never store or print the result. */
  resolve(value: Text): string;
  /** User and group names behind an owner. */
  ownership(owner: Owner | undefined): Ownership;
}

/** What a step will do, for a person. */
export interface StepDescription {
  /** `file /opt/openstack/etc/keystone/keystone.conf`: no secret, no verb. */
  readonly title: string;
  /** Further lines: package names, options. */
  readonly details?: readonly string[];
  /** Why root is needed, where it is. */
  readonly privileged?: string;
  /** The content a file has now and will have, with secrets redacted; for a diff. */
  readonly content?: {readonly path: string; readonly before?: string; readonly after: string};
  readonly irreversible?: string;
}

/** `present`: as it should be, nothing to do. `absent` or `changed`: apply. */
export type Probe = 'absent' | 'changed' | 'present';

/** What the trace knows of a step that was applied, perhaps by an earlier run. All plain data. */
export interface Applied<Args = Json, Before extends Json = Json, After extends Json = Json> {
  readonly args: Args;
  /** The pre-image, written before the first effect; it survives re-application. */
  readonly before: Before;
  /** Missing when the run ended between intent and done. */
  readonly after?: After;
}

/**
 * The code behind a step kind. The executor calls, for each step: `probe` (present: nothing more), `capture` (its result goes to
 * the trace and to the disk before anything happens), `apply` (its result goes to the trace). Later: `revert` with what was recorded.
 *
 * Every method may be called again after a crash at any moment and must then converge. None prints.
 */
export interface StepHandler<Args = Json, Before extends Json = Json, After extends Json = Json> {
  /** When it is taken back: by `stop` (a running service) or by `uninstall`. */
  readonly lifetime: 'running' | 'installed';
  describe(step: Step<Args>, context: StepContext): Promise<StepDescription> | StepDescription;
  resources?(args: Args): readonly Resource[];
  /** Looks at the machine. `previous` is what was recorded for this step, if anything was. Must be quick: it runs in every `up`. */
  probe(args: Args, previous: Applied<Args, Before, After> | undefined, context: StepContext): Promise<Probe>;
  /** Throws what is certain to make `apply` fail. Called for every step that will be applied, before anything is touched. */
  check?(args: Args, previous: Applied<Args, Before, After> | undefined, context: StepContext): Promise<void>;
  /** The pre-image. Not called when the step was applied before. */
  capture(args: Args, context: StepContext): Promise<Before>;
  apply(
    args: Args,
    applied: {readonly before: Before; readonly previous?: Applied<Args, Before, After>},
    context: StepContext,
  ): Promise<After>;
  /** Restores what was before. What someone changed after us stays and is reported. */
  revert(applied: Applied<Args, Before, After>, context: StepContext): Promise<readonly Kept[]>;
  /** Makes one step of several that can share their work; absent where that makes no sense. Steps with equal `mergeKey` are merged. */
  merge?: {
    key(args: Args): string;
    /** Sorted by component; the result must not depend on anything else. */
    combine(all: readonly Args[]): Args;
    /**
     * What of the merged step concerns those who read it because of these arguments; only when that differs are they done again. Without it,
     * everything does.
     */
    share?(args: Args, after: After): Json;
  };
}

/** A handler whose types only it knows. What it is given comes from steps of its own kind and from its own records. */
// biome-ignore lint/suspicious/noExplicitAny: the executor hands back what the handler itself made
export type AnyStepHandler = StepHandler<any, any, any>;
