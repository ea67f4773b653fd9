import {DevstackError, type Source} from '@devstack/sdk';

export interface GitSource {
  /** What git is given. */
  readonly url: string;
  /** What people are shown: the url without a password. */
  readonly title: string;
  /** Branch, tag, full name of a ref, or commit; the repository's own branch when missing. */
  readonly ref?: string;
}

// What git-check-ref-format forbids, and a leading dash, which git would take for an option.
const INVALID_REF = /^-|^\/|\/$|\.\.|@\{|\/\/|\.lock$|[\s~^:?*[\\\p{Cc}]/u;

export function parseGitSource({uri, ref}: Source): GitSource {
  const url = uri.replace(/^git\+/, '');
  const title = url.replace(/(\/\/[^/@:]*):[^/@]*@/, '$1@');
  if (ref === undefined || ref === '') return {url, title};
  if (!INVALID_REF.test(ref)) return {url, title, ref};
  throw new DevstackError(`cannot fetch ${title}: '${ref}' is no name of a branch, tag or commit`, {
    code: 'DEVSTACK_ERR_NOT_FOUND',
  });
}

export function isCommit(ref: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

export function mayBeShortCommit(ref: string): boolean {
  return /^[0-9a-f]{7,63}$/.test(ref);
}
