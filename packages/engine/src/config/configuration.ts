import type {Json} from '@devstack/sdk';
import type {Persona} from '../conf/persona.ts';
import type {AutoValues} from './auto-values.ts';

export interface ConfigurationEntry {
  readonly section: string;
  readonly option: string;
  /** undefined when nothing sets it and it has no default. */
  readonly value: Json | undefined;
  /** `/home/me/stack.ini:12`, `environment DEVSTACK_X__Y`, `--set`, `default`. */
  readonly origin: string;
  /** Of the values of a map, by key, where they have lines of their own. */
  readonly places?: Readonly<Record<string, string>>;
  readonly secret: boolean;
}

/** The merged configuration: every value has the type its option declares, and knows where it comes from. */
export interface Configuration {
  /** undefined when nothing sets it and it has no default. Throws DEVSTACK_ERR_CONFIG_UNKNOWN_KEY for an undeclared option. */
  get<Value extends Json = string>(section: string, option: string): Value | undefined;
  /** The options of a section that have a value; empty for a section without options. */
  section(name: string): Readonly<Record<string, Json | undefined>>;
  /** All declared options, and those that only users name: passwords, runners, options of files of services. Sorted by section and option. Secret values are NOT redacted. */
  entries(): readonly ConfigurationEntry[];
  /** @param key of a value of a map */
  origin(section: string, option: string, key?: string): string;
  /** `[passwords]`: values by secret name (`keystone.admin_password`), empty ones left out. */
  passwords(): ReadonlyMap<string, {readonly value: string; readonly origin: string}>;
  /** Values of options that are secret, for redaction. */
  secretValues(): readonly string[];
  /** The same with a persona's options above those shipped with devstack and plugins, and below everything the user says. @param auto what the machine says otherwise now */
  withPersona(persona: Persona, auto?: Partial<AutoValues>): Configuration;
}
