import {SecretBook} from '../secrets/secret-book.ts';
import type {Session} from './session.ts';

/** Those that the installation was made with: what works on its services without a plan has to sign in with them. */
export function storedSecrets({host, installation, configuration}: Session): Promise<SecretBook> {
  return SecretBook.read({host, root: installation.root, configuration, declared: []});
}
