import {DevstackError} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import {readSecrets} from '../secrets/secrets-file.ts';
import type {Session} from './session.ts';

/** What is installed counts: a password that was changed in the configuration since is not in use yet. */
export async function showSecret({host, installation, configuration}: Session, name: string): Promise<string> {
  const stored = await readSecrets(host, installation.root);
  const value = stored.get(name) ?? configuration.passwords().get(name)?.value;
  if (value !== undefined) return value;
  const known = [...new Set([...stored.keys(), ...configuration.passwords().keys()])].sort();
  const why = known.length === 0 ? `nothing is installed in ${installation.root}` : 'there is none of this name';
  throw new DevstackError(`cannot show secret ${name}: ${why}${didYouMean(name, known)}`, {
    code: 'DEVSTACK_ERR_SECRET_MISSING',
    suggestions: known.length === 0 ? ['devstack up'] : [`one of ${known.join(', ')}`],
  });
}
