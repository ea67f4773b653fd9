import type {Argv, CommandArgs} from '@devstack/sdk';

/** What a schema is made of: the code that would make it. */
export interface SchemaCode {
  /** The Python environment. */
  readonly environment: string;
  /** Normalised names of distributions: the project, and what its migrations use. */
  readonly distributions: readonly string[];
  /** Directory with the migrations, relative to where packages lie in the environment. */
  readonly migrations: string;
}

/**
 * Arguments of the step kind `database-schema`: an empty database gets its tables from a template that the project's own tool has made, when
 * that tool would make the same; else the tool is run. With no `argv`, a later step runs it.
 */
export interface SchemaArgs extends Partial<Pick<CommandArgs, 'argv' | 'env' | 'undo'>> {
  readonly database: string;
  readonly code: SchemaCode;
  /** Text of the template. */
  readonly template: string;
  /** Reads SQL from its standard input, as the administrator of the server. */
  readonly client: Argv;
  readonly owner: 'service';
}

/** What a release file says of a database under `schemas`. */
export interface SchemaPart {
  /** File among the component's templates. */
  readonly template: string;
  readonly distributions: readonly string[];
  readonly migrations: string;
}
