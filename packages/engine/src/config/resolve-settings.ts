import type {DevstackError, Json} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {AutoValues} from './auto-values.ts';
import {cannotUse} from './configuration-errors.ts';
import type {Setting} from './layer.ts';
import {keyOf} from './merge-layers.ts';
import {parseValue, type ValuePart} from './value-language.ts';

/** References to what has several references itself grow without end. */
const MAXIMUM_LENGTH = 1_000_000;

export interface ResolutionContext {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly auto: AutoValues;
  isDeclared(section: string, option: string): boolean;
  /** Every `section:option` that there is, for suggestions. */
  readonly known: readonly string[];
  isSecret(section: string, option: string): boolean;
  /** What counts instead of a setting that turned out to be blank; undefined when it is not, or there is nothing else. */
  fallback(setting: Setting, value: Json): Setting | undefined;
}

export interface Resolved {
  readonly setting: Setting;
  readonly value: Json;
  /** A secret is in it, its own or one that it refers to. */
  readonly isSecret: boolean;
}

export interface Resolution {
  readonly resolved: ReadonlyMap<string, Resolved>;
  readonly errors: readonly DevstackError[];
}

/** Replaces `${...}` and `$(...)` in all settings. Every fault is found, each circle once. */
export function resolveSettings(settings: ReadonlyMap<string, Setting>, context: ResolutionContext): Resolution {
  const resolver = new Resolver(settings, context);
  for (const key of settings.keys()) resolver.resolve(key, []);
  return {resolved: resolver.resolved, errors: [...resolver.errors.values()]};
}

interface Part {
  readonly value: Json;
  readonly isSecret: boolean;
}

class Resolver {
  readonly resolved = new Map<string, Resolved>();
  /** By what they are about, so that each is there once. */
  readonly errors = new Map<string, DevstackError>();
  readonly #failed = new Set<string>();
  readonly #settings: ReadonlyMap<string, Setting>;
  readonly #context: ResolutionContext;

  constructor(settings: ReadonlyMap<string, Setting>, context: ResolutionContext) {
    this.#settings = settings;
    this.#context = context;
  }

  /** undefined when it cannot be resolved; why is in `errors`. */
  resolve(key: string, chain: readonly string[]): Resolved | undefined {
    const setting = this.#settings.get(key);
    if (setting === undefined || this.#failed.has(key)) return undefined;
    const done = this.resolved.get(key);
    if (done !== undefined) return done;
    if (chain.includes(key)) return this.#addCircle(setting, [...chain.slice(chain.indexOf(key)), key]);
    const resolved = this.#resolveSetting(setting, [...chain, key]);
    if (resolved === undefined) this.#failed.add(key);
    else this.resolved.set(key, resolved);
    return resolved;
  }

  #resolveSetting(setting: Setting, chain: readonly string[]): Resolved | undefined {
    const part = this.#resolveJson(setting, setting.value, chain);
    if (part === undefined) return undefined;
    const fallback = this.#context.fallback(setting, part.value);
    if (fallback !== undefined && fallback !== setting) return this.#resolveSetting(fallback, chain);
    return {
      setting,
      value: part.value,
      isSecret: part.isSecret || this.#context.isSecret(setting.section, setting.option),
    };
  }

  #resolveJson(setting: Setting, value: Json, chain: readonly string[]): Part | undefined {
    if (!setting.interpreted) return {value, isSecret: false};
    if (typeof value === 'string') return this.#resolveText(setting, value, chain);
    if (typeof value !== 'object' || value === null) return {value, isSecret: false};
    const entries = Object.entries(value).map(
      ([key, item]) => [key, this.#resolveJson(setting, item ?? null, chain)] as const,
    );
    if (entries.some(([, part]) => part === undefined)) return undefined;
    const pairs = entries.map(([key, part]) => [key, part!.value] as const);
    const isSecret = entries.some(([, part]) => part!.isSecret);
    return {value: Array.isArray(value) ? pairs.map(([, item]) => item) : Object.fromEntries(pairs), isSecret};
  }

  #resolveText(setting: Setting, text: string, chain: readonly string[]): Part | undefined {
    const reading = parseValue(text);
    if ('parts' in reading) return this.#join(setting, reading.parts, chain);
    const {expected, found} = reading;
    const shown = this.#context.isSecret(setting.section, setting.option) ? 'something else' : found;
    return this.#fail(setting, `expected ${expected}, found ${shown}`, 'DEVSTACK_ERR_CONFIG_SYNTAX');
  }

  #join(setting: Setting, parts: readonly ValuePart[], chain: readonly string[]): Part | undefined {
    const resolved = parts.map((part) => this.#resolvePart(setting, part, chain));
    if (resolved.includes(undefined)) return undefined;
    // A value that is nothing but a reference is what it refers to, also a list or a map.
    if (resolved.length === 1) return resolved[0];
    const texts = resolved.map((part) => toText(part!.value));
    if (texts.reduce((length, {length: more}) => length + more, 0) > MAXIMUM_LENGTH) {
      const why = `with what it refers to it has more than ${MAXIMUM_LENGTH} characters`;
      return this.#fail(setting, why, 'DEVSTACK_ERR_CONFIG_REFERENCE');
    }
    return {value: texts.join(''), isSecret: resolved.some((part) => part!.isSecret)};
  }

  #resolvePart(setting: Setting, part: ValuePart, chain: readonly string[]): Part | undefined {
    if (typeof part === 'string') return {value: part, isSecret: false};
    return 'variable' in part
      ? this.#resolveVariable(setting, part, chain)
      : this.#resolveReference(setting, part, chain);
  }

  #resolveVariable(
    setting: Setting,
    {variable, fallback}: Extract<ValuePart, {readonly variable: string}>,
    chain: readonly string[],
  ): Part | undefined {
    const value = this.#context.variables[variable];
    if (value !== undefined && (value !== '' || fallback === undefined)) return {value, isSecret: false};
    if (fallback !== undefined) return this.#join(setting, fallback, chain);
    return this.#fail(setting, `the environment has no variable ${variable}`, 'DEVSTACK_ERR_CONFIG_REFERENCE');
  }

  #resolveReference(
    setting: Setting,
    {section, option}: Extract<ValuePart, {readonly section: string}>,
    chain: readonly string[],
  ): Part | undefined {
    const {auto, known} = this.#context;
    if (section === 'auto' && Object.hasOwn(auto, option))
      return {value: auto[option as keyof AutoValues], isSecret: false};
    const key = keyOf(section, option);
    if (section === 'auto' || !this.#context.isDeclared(section, option)) {
      const candidates = section === 'auto' ? Object.keys(auto).map((name) => `auto:${name}`) : known;
      const why = `$(${key}) refers to an option that does not exist${didYouMean(key, candidates)}`;
      return this.#fail(setting, why, 'DEVSTACK_ERR_CONFIG_REFERENCE');
    }
    return this.#settings.has(key) ? this.resolve(key, chain) : {value: '', isSecret: false};
  }

  #addCircle(setting: Setting, circle: readonly string[]): undefined {
    const name = [...new Set(circle)].sort().join(' ');
    if (!this.errors.has(name)) {
      const error = cannotUse(setting, `it refers to itself: ${circle.join(' -> ')}`, 'DEVSTACK_ERR_CONFIG_REFERENCE');
      this.errors.set(name, error);
    }
    return undefined;
  }

  #fail(
    setting: Setting,
    why: string,
    code: 'DEVSTACK_ERR_CONFIG_SYNTAX' | 'DEVSTACK_ERR_CONFIG_REFERENCE',
  ): undefined {
    const error = cannotUse(setting, why, code);
    this.errors.set(error.message, error);
    return undefined;
  }
}

function toText(value: Json): string {
  if (Array.isArray(value)) return value.map(toText).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
