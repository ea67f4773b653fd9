import {DevstackError, type ErrorCode, messageOf} from '@devstack/sdk';
import type {GitSource} from './git-source.ts';

interface Failure {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly reason: string;
  readonly suggestions: readonly string[];
}

// In the order in which they are tried: git often prints "Could not read from remote repository" after a better reason.
const FAILURES: readonly Failure[] = [
  {
    pattern: /No space left on device|Disk quota exceeded/i,
    code: 'DEVSTACK_ERR_DISK_FULL',
    reason: 'there is no space left on the disk',
    suggestions: [],
  },
  {
    pattern: /detected dubious ownership/i,
    code: 'DEVSTACK_ERR_PERMISSION',
    reason: 'git does not trust it, because it belongs to another user',
    suggestions: [
      'give it back: chown -R, or tell git to trust it: git config --global --add safe.directory DIRECTORY',
    ],
  },
  {
    pattern: /could not read (Username|Password)|Authentication failed|Permission denied \(publickey/i,
    code: 'DEVSTACK_ERR_NOT_FOUND',
    reason: 'it does not exist, or it is private and git has no credentials for it',
    suggestions: ['look for a typing error in the address', 'let git know the credentials: git help credentials'],
  },
  {
    pattern: /repository .* not found|does not appear to be a git repository|HTTP 404|error: 404|no such file or dir/i,
    code: 'DEVSTACK_ERR_NOT_FOUND',
    reason: 'there is no such repository',
    suggestions: ['look for a typing error in the address'],
  },
  {
    pattern: /not our ref|couldn't find remote ref|unadvertised object/i,
    code: 'DEVSTACK_ERR_NOT_FOUND',
    reason: 'the repository does not have this commit',
    suggestions: [],
  },
  {
    pattern:
      /could not resolve|failed to connect|couldn't connect|connection (refused|reset|timed out|closed)|unable to access|network is unreachable|no route to host|timed out|early EOF|RPC failed|hung up|could not read from remote/i,
    code: 'DEVSTACK_ERR_NETWORK',
    reason: 'the server cannot be reached',
    suggestions: [
      'check the network and the proxy settings (http_proxy, https_proxy), then run the same command again',
    ],
  },
];

/** Says what git's own words mean. What is not known is passed on as the failed command that it is. */
export function explainGitFailure(error: unknown, source: GitSource, signal: AbortSignal): unknown {
  if (signal.aborted) {
    return new DevstackError(`cannot fetch ${source.title}: interrupted`, {
      code: 'DEVSTACK_ERR_INTERRUPTED',
      cause: error,
      suggestions: ['run the same command again: it goes on from here'],
    });
  }
  if (!DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_COMMAND') return error;
  const failure = findFailure(error);
  if (failure === undefined) return withoutPassword(error, source);
  const {code, reason, suggestions} = failure;
  const {output} = error;
  return new DevstackError(`cannot fetch ${source.title}: ${reason}`, {code, suggestions, output, cause: error});
}

function withoutPassword(error: DevstackError, {url, title}: GitSource): DevstackError {
  if (url === title) return error;
  const hide = (words: string) => words.replaceAll(url, title);
  return new DevstackError(hide(error.message), {code: error.code, output: error.output.map(hide)});
}

export function failureReason(error: unknown): string {
  return (DevstackError.is(error) ? findFailure(error)?.reason : undefined) ?? messageOf(error);
}

export function isCommitRefused(error: unknown): boolean {
  return DevstackError.is(error) && /unadvertised object/i.test(error.output.join('\n'));
}

function findFailure(error: DevstackError): Failure | undefined {
  const words = error.output.join('\n');
  return FAILURES.find(({pattern}) => pattern.test(words));
}
