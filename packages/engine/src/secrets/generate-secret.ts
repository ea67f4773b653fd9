import {randomInt} from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 24;

/** Letters and digits only: nothing that any file, URL or command line would have to quote. */
export function generateSecret(length: number = LENGTH): string {
  return Array.from({length}, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
