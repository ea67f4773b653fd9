import type {Json} from './json.ts';

/** An option of a component's or runner's section, declared in the manifest. Names are `lower_case`. */
export interface OptionDeclaration {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'port' | 'path' | 'list' | 'map';
  /** One line for `config schema`, `config init` and errors. */
  readonly summary: string;
  /**
   * map: what its values are. `location`: a URL or a path, or a map that has it under `url` beside other things; relative paths start at the
   * directory of the file that they stand in.
   */
  readonly values?: 'location';
  readonly default?: Json;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Its value is a secret: it is redacted everywhere. */
  readonly secret?: boolean;
}

/** The options of a section, by their names. */
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

/** What options have been set to, or their defaults; each has the type that its declaration says. */
export type OptionValues = Readonly<Record<string, Json | undefined>>;
