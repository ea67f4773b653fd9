import {combineErrors, DevstackError, type Json, type OptionDeclaration} from '@devstack/sdk';
import type {Persona} from '../conf/persona.ts';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {AutoValues} from './auto-values.ts';
import {checkKey} from './check-keys.ts';
import {coerceValue} from './coerce-value.ts';
import type {Configuration, ConfigurationEntry} from './configuration.ts';
import {cannotUse} from './configuration-errors.ts';
import {PASSWORDS} from './core-options.ts';
import {spreadFileOptions} from './file-option.ts';
import type {Layer, Setting} from './layer.ts';
import {keyOf, mergeLayers} from './merge-layers.ts';
import type {OldNames} from './old-names.ts';
import {type ResolutionContext, type Resolved, resolveSettings} from './resolve-settings.ts';
import {declarationOf, type Schema} from './schema.ts';

/** Everything a configuration is made of, lowest first: defaults, shipped, a persona's, the user's. */
export interface ConfigurationInputs {
  readonly schema: Schema;
  readonly oldNames?: OldNames;
  readonly home: string;
  readonly defaults: Layer;
  readonly shipped: readonly Layer[];
  readonly persona: Layer;
  readonly user: readonly Layer[];
  readonly context: Pick<ResolutionContext, 'variables' | 'auto'>;
}

/** Throws one error with everything that is wrong with the inputs. */
export function mergeConfiguration(inputs: ConfigurationInputs): Configuration {
  const {schema, oldNames = {}, defaults, shipped, persona, user} = inputs;
  const layers = [...shipped, persona, ...user].map((layer) => layer.flatMap((setting) => spread(setting, schema)));
  const unknown = layers.flat().flatMap((setting) => checkKey(setting, schema, oldNames) ?? []);
  const settings = new Map(
    [...mergeLayers(defaults, layers)].filter(([, {section, option}]) => declarationOf(schema, section, option)),
  );
  const {resolved, errors} = resolveSettings(settings, resolutionContext(inputs));
  const {entries, wrong} = coerceAll(resolved, inputs);
  const problems = [...unknown, ...errors, ...wrong];
  if (problems.length > 0) throw combineErrors(problems);
  return new MergedConfiguration(inputs, entries);
}

/** A map of an option that does not exist may be a map of options. */
function spread(setting: Setting, schema: Schema): readonly Setting[] {
  const {section, option} = setting;
  const isComponent = schema.components.includes(section);
  return isComponent && declarationOf(schema, section, option) === undefined ? spreadFileOptions(setting) : [setting];
}

/** Blank means something for text that has a default, for a list and for a map. */
function isBlank(value: Json, {type, default: fallback, enum: choices}: OptionDeclaration): boolean {
  if (typeof value !== 'string' || value.trim() !== '' || type === 'list' || type === 'map') return false;
  return type !== 'string' || fallback === undefined || choices !== undefined;
}

function resolutionContext({schema, context, defaults}: ConfigurationInputs): ResolutionContext {
  const lowest = mergeLayers(defaults, []);
  return {
    ...context,
    known: [...schema.sections].flatMap(([section, options]) =>
      Object.keys(options).map((option) => keyOf(section, option)),
    ),
    fallback: ({section, option}, value) =>
      isBlank(value, declarationOf(schema, section, option)!) ? lowest.get(keyOf(section, option)) : undefined,
    isDeclared: (section, option) => declarationOf(schema, section, option) !== undefined,
    isSecret: (section, option) => declarationOf(schema, section, option)?.secret === true,
  };
}

type Entries = ReadonlyMap<string, ConfigurationEntry>;

function coerceAll(resolved: ReadonlyMap<string, Resolved>, inputs: ConfigurationInputs) {
  const entries = new Map<string, ConfigurationEntry>();
  const wrong: DevstackError[] = [];
  for (const [key, found] of resolved) {
    const {section, option} = found.setting;
    const entry = coerceOne(found, declarationOf(inputs.schema, section, option)!, inputs);
    if (DevstackError.is(entry)) wrong.push(entry);
    else if (entry !== undefined) entries.set(key, entry);
  }
  return {entries, wrong};
}

function coerceOne(
  {setting, value, isSecret}: Resolved,
  declaration: OptionDeclaration,
  {home}: ConfigurationInputs,
): ConfigurationEntry | DevstackError | undefined {
  const {section, option, origin, places, directory} = setting;
  if (isBlank(value, declaration)) return undefined;
  const coerced = coerceValue(value, declaration, {home, directory});
  if ('value' in coerced)
    return {section, option, secret: isSecret, value: coerced.value, origin, ...(places && {places})};
  const found = isSecret ? 'something else' : coerced.found;
  return cannotUse(setting, `expected ${coerced.expected}, found ${found}`, 'DEVSTACK_ERR_CONFIG_VALUE');
}

class MergedConfiguration implements Configuration {
  readonly #inputs: ConfigurationInputs;
  readonly #entries: Entries;

  constructor(inputs: ConfigurationInputs, entries: Entries) {
    this.#inputs = inputs;
    this.#entries = entries;
  }

  get<Value extends Json = string>(section: string, option: string): Value | undefined {
    this.#check(section, option);
    return this.#entries.get(keyOf(section, option))?.value as Value | undefined;
  }

  section(name: string): Readonly<Record<string, Json | undefined>> {
    const own = [...this.#entries.values()].filter((entry) => entry.section === name);
    return Object.fromEntries(own.map(({option, value}) => [option, value]));
  }

  entries(): readonly ConfigurationEntry[] {
    const unset = [...this.#inputs.schema.sections].flatMap(([section, options]) =>
      Object.entries(options)
        .filter(([option]) => !this.#entries.has(keyOf(section, option)))
        .map(([option, {secret}]) => this.#entryOf(section, option, secret === true)),
    );
    const all = [...this.#entries.values(), ...unset];
    return all.sort((a, b) => compare(a.section, b.section) || compare(a.option, b.option));
  }

  origin(section: string, option: string, key = ''): string {
    this.#check(section, option);
    const {places, origin} = this.#entryOf(section, option, false);
    return places?.[key] ?? origin;
  }

  passwords(): ReadonlyMap<string, {readonly value: string; readonly origin: string}> {
    const own = [...this.#entries.values()].filter(({section}) => section === PASSWORDS);
    return new Map(own.map(({option, value, origin}) => [option, {value: String(value), origin}]));
  }

  secretValues(): readonly string[] {
    const values = [...this.#entries.values()].filter(({secret}) => secret).map(({value}) => value);
    return values.flatMap((value) => (value === undefined ? [] : textsIn(value)));
  }

  withPersona(persona: Persona, auto: Partial<AutoValues> = {}): Configuration {
    const {context} = this.#inputs;
    return mergeConfiguration({
      ...this.#inputs,
      context: {...context, auto: {...context.auto, ...auto}},
      persona: persona.options.map((option) => ({...option, interpreted: true, directory: persona.directory})),
    });
  }

  #entryOf(section: string, option: string, secret: boolean): ConfigurationEntry {
    const found = this.#entries.get(keyOf(section, option));
    return found ?? {section, option, value: undefined, origin: 'default', secret};
  }

  #check(section: string, option: string): void {
    const {schema} = this.#inputs;
    if (declarationOf(schema, section, option) !== undefined) return;
    const options = Object.keys(schema.sections.get(section) ?? {});
    throw new DevstackError(
      `cannot read configuration option ${section}.${option}: it is not declared${didYouMean(option, options)}`,
      {code: 'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY'},
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function textsIn(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap((item) => (item === undefined ? [] : textsIn(item)));
}
