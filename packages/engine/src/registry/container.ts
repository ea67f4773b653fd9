// The stub must be there before tsyringe is. Both are imported statically: a dynamic import of a CommonJS package loses its names
// when bundled.
import './reflect-stub.ts';
import {DevstackError, messageOf, type Provider, type Token} from '@devstack/sdk';
import {container, type DependencyContainer, instanceCachingFactory} from 'tsyringe';
import {removeReflectStub} from './reflect-stub.ts';

removeReflectStub();

type Source<T> = {readonly value: T} | {readonly factory: () => T};

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
  return wrap(container.createChildContainer());
}

function wrap(inner: DependencyContainer): Container {
  return {
    provide(token, source) {
      // Not useValue: tsyringe takes a value of undefined for a class.
      if ('value' in source) inner.register(token, {useFactory: () => source.value});
      else inner.register(token, {useFactory: instanceCachingFactory(source.factory)});
    },
    child: () => wrap(inner.createChildContainer()),
    construct: (provider) => construct(inner, provider),
  };
}

function construct<Instance>(inner: DependencyContainer, provider: Provider<Instance>): Instance {
  const dependencies = (provider.inject ?? []).map((token) => resolve(inner, provider, token));
  try {
    return new provider(...dependencies);
  } catch (error) {
    if (DevstackError.is(error)) throw error;
    throw cannotConstruct(provider, messageOf(error), error);
  }
}

function resolve(inner: DependencyContainer, provider: Provider<unknown>, token: string): unknown {
  if (!inner.isRegistered(token, true))
    throw cannotConstruct(provider, `it injects '${token}', which nothing provides`);
  return inner.resolve(token);
}

function cannotConstruct(provider: Provider<unknown>, why: string, cause?: unknown): DevstackError {
  return new DevstackError(`cannot construct ${provider.name}: ${why}`, {
    code: 'DEVSTACK_ERR_PLUGIN_CODE',
    ...(cause === undefined ? {} : {cause}),
  });
}
