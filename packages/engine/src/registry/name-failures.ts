import {Component, DevstackError, type Kind, messageOf, type Provider} from '@devstack/sdk';
import type {PluginPackage} from '../settings.ts';
import {label} from './check-plugin.ts';

/** Where something happens in a plugin. */
export interface Place {
  readonly plugin: PluginPackage;
  readonly kind: Kind;
  readonly name: string;
}

const STACK_LINES = 6;

/**
 * The class, of which every instance says whose it is when one of its methods throws what no plugin should throw: an error that is none
 * of devstack's. What a system call or an abort signal throws goes through, because callers look for it.
 */
export function nameFailures<Instance>(provider: Provider<Instance>, place: Place): Provider<Instance> {
  return new Proxy(provider, {
    construct: (target, dependencies) =>
      named(place, 'the constructor', () =>
        guard(complete(new target(...dependencies) as Instance & object, place), place),
      ),
  });
}

/** Gives a component that does not extend the SDK's class, or an older one, what it lacks. */
function complete<Instance extends object>(instance: Instance, {kind}: Place): Instance {
  if (kind !== 'component' || instance instanceof Component) return instance;
  const {constructor: _, ...defaults} = Object.getOwnPropertyDescriptors(Component.prototype);
  for (const [name, descriptor] of Object.entries(defaults)) {
    if (!(name in instance)) Object.defineProperty(instance, name, descriptor);
  }
  return instance;
}

function guard<Instance extends object>(instance: Instance, place: Place): Instance {
  const methods = new Map<PropertyKey, unknown>();
  return new Proxy(instance, {
    // The instance itself is `this`: a private field cannot be reached through a proxy.
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function' || key === 'constructor') return value;
      if (!methods.has(key)) methods.set(key, guardMethod(target, String(key), place));
      return methods.get(key);
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

function guardMethod(target: object, key: string, place: Place): (...given: unknown[]) => unknown {
  return (...given) =>
    named(place, `${key}()`, () => {
      const method = Reflect.get(target, key, target) as (...given: unknown[]) => unknown;
      const result = method.apply(target, given);
      return result instanceof Promise ? result.catch((error) => fail(place, `${key}()`, error)) : result;
    });
}

function named<T>(place: Place, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    return fail(place, what, error);
  }
}

function fail({plugin, kind, name}: Place, what: string, error: unknown): never {
  if (!isFault(error)) throw error;
  throw new DevstackError(
    `cannot use plugin ${label(plugin)}: ${what} of ${kind} ${name} failed: ${messageOf(error)}`,
    {
      code: 'DEVSTACK_ERR_PLUGIN_CODE',
      cause: error,
      output: stackOf(error),
      suggestions: plugin.linked
        ? [`correct it in ${plugin.directory}`]
        : [
            `report this to the author of ${plugin.name}, or take another version: devstack plugins install ${plugin.name}@VERSION`,
          ],
    },
  );
}

function isFault(error: unknown): boolean {
  if (DevstackError.is(error)) return false;
  return !(error instanceof Error) || (error.name !== 'AbortError' && !('code' in error));
}

function stackOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, STACK_LINES)
    .map((line) => line.trim());
}
