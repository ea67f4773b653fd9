import {DevstackError, type Host} from '@devstack/sdk';
import type {Configuration} from '../config/configuration.ts';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {Ask} from '../settings.ts';
import {checkGiven, checkPossible} from './check-secrets.ts';
import {type DeclaredSecret, fullName} from './declared-secret.ts';
import {generateSecret} from './generate-secret.ts';
import {redactValues} from './redact-values.ts';
import {readSecrets, writeSecrets} from './secrets-file.ts';

export interface SecretBookSettings {
  readonly host: Host;
  /** Root of the installation; the book is `<root>/state/secrets.json`. */
  readonly root: string;
  readonly configuration: Configuration;
  readonly declared: readonly DeclaredSecret[];
}

/** Stands for a secret that does not exist yet, in a plan. */
const PLACEHOLDER = '(made at install)';

/** The secrets of an installation. Reading it changes nothing; `complete` asks and generates; `save` writes. */
export class SecretBook {
  readonly #settings: SecretBookSettings;
  readonly #stored: ReadonlyMap<string, string>;
  readonly #values: Map<string, string>;
  #redact: ((text: string) => string) | undefined;

  private constructor(settings: SecretBookSettings, stored: ReadonlyMap<string, string>) {
    this.#settings = settings;
    this.#stored = stored;
    this.#values = new Map([...stored, ...givenSecrets(settings)]);
  }

  /** Values from configuration and environment, else from the file. Throws when the configuration gives a secret that no component has. */
  static async read(settings: SecretBookSettings): Promise<SecretBook> {
    checkGiven(settings);
    const book = new SecretBook(settings, await readSecrets(settings.host, settings.root));
    checkPossible(settings, book.#values);
    return book;
  }

  /** Names of declared secrets without a value. */
  missing(): readonly string[] {
    return this.#missing().map(fullName);
  }

  /** Gives every missing secret a value: asks for those with `ask` (all at once), generates the rest. Writes nothing. */
  async complete(ask?: Ask): Promise<void> {
    const missing = this.#missing();
    const questions = missing.flatMap((it) => (it.ask === undefined ? [] : [{name: fullName(it), ask: it.ask}]));
    const answers = ask === undefined || questions.length === 0 ? {} : await ask(questions);
    for (const declared of missing) {
      const name = fullName(declared);
      const answer = Object.hasOwn(answers, name) ? answers[name] : '';
      this.#values.set(name, answer || generateSecret(declared.length));
    }
    this.#redact = undefined;
    checkPossible(this.#settings, this.#values);
  }

  /** Writes the file, mode 0600, if anything in it is new. Makes `<root>/state`; the root must exist. */
  async save(): Promise<void> {
    const isSame = [...this.#values].every(([name, value]) => this.#stored.get(name) === value);
    if (!isSame) await writeSecrets(this.#settings.host, this.#settings.root, this.#values);
  }

  /** The value, or a placeholder while it is missing (a plan). Throws DEVSTACK_ERR_SECRET_MISSING for an undeclared name. */
  lookup(name: string): string {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    const names = this.#settings.declared.map(fullName);
    if (names.includes(name)) return PLACEHOLDER;
    throw new DevstackError(`cannot use secret ${name}: no component declares it${didYouMean(name, names)}`, {
      code: 'DEVSTACK_ERR_SECRET_MISSING',
    });
  }

  /** `•••` for every known value, also where it is encoded. */
  redact(text: string): string {
    this.#redact ??= redactValues([...this.#values.values(), ...this.#settings.configuration.secretValues()]);
    return this.#redact(text);
  }

  #missing(): readonly DeclaredSecret[] {
    return this.#settings.declared.filter((declared) => !this.#values.has(fullName(declared)));
  }
}

/** Those that the configuration gives; an empty one counts as not given. */
function givenSecrets({configuration, declared}: SecretBookSettings): readonly (readonly [string, string])[] {
  const names = new Set(declared.map(fullName));
  return [...configuration.passwords()].filter(([name]) => names.has(name)).map(([name, {value}]) => [name, value]);
}
