import {join} from 'node:path/posix';
import {type ComponentPaths, type DirectoryArgs, type StepDraft, step} from '@devstack/sdk';

/** Directories of keys: of tokens, of receipts of a half-finished login, of stored credentials. */
export interface KeyDirectories {
  readonly fernet: string;
  readonly receipt: string;
  readonly credential: string;
}

// 0 is the key that comes next, the highest number the one that is used.
const KEYS = ['0', '1'];
const FERNET_KEY_BYTES = 32;

/** Beside the database: without the credential keys what it stores encrypted is lost. */
export function keyDirectories({data}: Pick<ComponentPaths, 'data'>): KeyDirectories {
  return {
    fernet: join(data, 'fernet-keys'),
    receipt: join(data, 'receipt-keys'),
    credential: join(data, 'credential-keys'),
  };
}

export function declareKeyDirectories(directories: KeyDirectories): readonly DirectoryArgs[] {
  return Object.values(directories).map((path) => ({path, mode: 0o700, owner: 'service', contents: 'ours'}));
}

/** What `keystone-manage fernet_setup` and `credential_setup` would make in 4 seconds, and say nothing when they fail. */
export function keySteps(directories: KeyDirectories): readonly StepDraft[] {
  return Object.values(directories).flatMap((directory: string) => KEYS.map((key) => keyStep(directory, key)));
}

function keyStep(directory: string, key: string): StepDraft {
  const path = join(directory, key);
  const args = {path, mode: 0o600, owner: 'service', bytes: FERNET_KEY_BYTES, encoding: 'base64url'} as const;
  return step('key-file', path, args, {needs: [`directory:${directory}`]});
}
