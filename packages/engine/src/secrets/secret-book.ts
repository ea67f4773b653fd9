import type {Host, SecretDeclaration} from '@devstack/sdk';
import type {Configuration} from '../config/configuration.ts';
import type {Ask} from '../settings.ts';

/** A secret with its full name: `keystone.admin_password`. */
export interface DeclaredSecret extends SecretDeclaration {
  readonly component: string;
}

export interface SecretBookSettings {
  readonly host: Host;
  /** Root of the installation; the book is `<root>/state/secrets.json`. */
  readonly root: string;
  readonly configuration: Configuration;
  readonly declared: readonly DeclaredSecret[];
}

/** The secrets of an installation. Reading it changes nothing; `complete` asks and generates; `save` writes. */
export class SecretBook {
  private constructor(settings: SecretBookSettings) {
    void settings;
  }

  /** Values from configuration and environment, else from the file. */
  static async read(settings: SecretBookSettings): Promise<SecretBook> {
    return new SecretBook(settings);
  }

  /** Names of declared secrets without a value. */
  missing(): readonly string[] {
    throw new Error();
  }

  /** Gives every missing secret a value: asks for those with `ask` (all at once), generates the rest. Writes nothing. */
  async complete(ask?: Ask): Promise<void> {
    throw new Error(String(ask));
  }

  /** Writes the file, mode 0600, if anything in it is new. Makes `<root>/state`; the root must exist. */
  async save(): Promise<void> {
    throw new Error();
  }

  /** The value, or a placeholder while it is missing (a plan). Throws DEVSTACK_ERR_SECRET_MISSING for an undeclared name. */
  lookup(name: string): string {
    throw new Error(name);
  }

  /** `•••` for every known value, also where it is encoded. */
  redact(text: string): string {
    throw new Error(text);
  }
}
