import {expect, test} from 'vitest';
import {makeKeyPair} from './guest-shell.ts';

/** Of the type's name and of the key, each with its length in four bytes. */
const BYTES = 4 + 'ssh-ed25519'.length + 4 + 32;

test('every public key is whole, also those that begin with a zero byte', async () => {
  const keys = await Promise.all(Array.from({length: 3000}, makeKeyPair));
  const lengths = keys.map(({publicKey}) => Buffer.from(publicKey.split(' ')[1] ?? '', 'base64').length);
  expect([...new Set(lengths)]).toEqual([BYTES]);
});
