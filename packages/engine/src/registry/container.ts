import type {Provider, Token} from '@devstack/sdk';

export type Source<T> = {readonly value: T} | {readonly factory: () => T};

/** Gives providers what their static `inject` names. */
export interface Container {
  /** A later call for the same token replaces the earlier one. A factory is called once, when the token is first needed. */
  provide<T>(token: Token<T>, source: Source<T>): void;
  /** A container that knows everything this one knows, and more. */
  child(): Container;
  /** Throws DEVSTACK_ERR_PLUGIN_CODE when a token is unknown or the constructor fails. */
  construct<Instance>(provider: Provider<Instance>): Instance;
}

export function createContainer(): Container {
  throw new Error();
}
