import {DevstackError, type ErrorCode} from '@devstack/sdk';
import {redactUrls} from './index-settings.ts';

interface Explanation {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  reason(match: RegExpExecArray): string;
  readonly suggestions: readonly string[];
}

const MIRROR = 'check PIP_INDEX_URL or the index-url of pip.conf: is the mirror complete?';
const PYTHON = 'name another interpreter: --set python.interpreter=/path/to/python3';

/** Ordered: what is more telling stands first. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: /No space left on device/,
    code: 'DEVSTACK_ERR_DISK_FULL',
    reason: () => 'there is no space left on the disk',
    suggestions: ['make room, then run it again; what is there already is kept'],
  },
  {
    pattern: /Hash mismatch for `([^`]+)`/,
    code: 'DEVSTACK_ERR_CHECKSUM',
    reason: ([, what]) => `${what} is not the file that the lock names`,
    suggestions: ['run it again; if it stays, the index or a proxy on the way changes what it serves'],
  },
  {
    pattern: /status code (40[13])[^\n]*|HTTP status client error \((40[13])/,
    code: 'DEVSTACK_ERR_NOT_FOUND',
    reason: ([, first, second]) => `the index answers ${first ?? second}`,
    suggestions: ['give the index its user name and password: PIP_INDEX_URL=https://USER:PASSWORD@HOST/simple'],
  },
  {
    pattern: /(?:error sending request for url|Failed to fetch:?) [(`]?\w+:\/\/(?:[^/@\s]*@)?([^/\s)`]+)/,
    code: 'DEVSTACK_ERR_NETWORK',
    reason: ([, host]) => `${host} cannot be reached`,
    suggestions: ['check the network, and http_proxy, https_proxy and no_proxy if you use a proxy', MIRROR],
  },
  {
    pattern: /No interpreter found (?:at path|for|in)[^\n]*/,
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    reason: ([what]) => what.charAt(0).toLowerCase() + what.slice(1),
    suggestions: ['install it: apt-get install python3', PYTHON],
  },
  {
    pattern: /Python version \(([^)]+)\) does not satisfy Python([^\s]+) and (\S+) depends/,
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    reason: ([, found, needed, what]) => `${what} needs Python ${needed}, this is ${found!.replace(/^>=/, '')}`,
    suggestions: [PYTHON],
  },
  {
    pattern: /requires a different Python|Requires-Python|requires-python/,
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    reason: () => 'the interpreter is too old or too new for it',
    suggestions: [PYTHON],
  },
  {
    pattern: /Because (\S+) was not found in the (?:package registry|cache|provided package locations)/,
    code: 'DEVSTACK_ERR_NOT_FOUND',
    reason: ([, what]) => `the index does not have ${what}`,
    suggestions: [MIRROR],
  },
  {
    pattern: /there is no version of (\S+)/,
    code: 'DEVSTACK_ERR_NOT_FOUND',
    reason: ([, what]) => `the index does not have ${what}`,
    suggestions: [MIRROR],
  },
  {
    pattern: /No solution found|conflict/,
    code: 'DEVSTACK_ERR_PACKAGES',
    reason: () => 'its requirements contradict each other',
    suggestions: ['read what uv says above, then change the requirements or the release'],
  },
  {
    pattern: /Failed to build `?([^\s`]+)/,
    code: 'DEVSTACK_ERR_PACKAGES',
    reason: ([, what]) => `${what} cannot be built`,
    suggestions: [
      'read what its build says above; it may need a compiler or header files: apt-get install build-essential',
    ],
  },
];

/** Turns uv's words into an error that says what to do. `what` is the object of the message: `install keystone into /x`. */
export function explainFailure(what: string, output: string, code: number): DevstackError {
  const text = redactUrls(output);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const found = EXPLANATIONS.map((explanation) => ({explanation, match: explanation.pattern.exec(text)}));
  const hit = found.find(({match}) => match !== null);
  const reason = hit === undefined ? `uv exited with ${code}` : hit.explanation.reason(hit.match!);
  return new DevstackError(`cannot ${what}: ${reason}`, {
    code: hit?.explanation.code ?? 'DEVSTACK_ERR_PACKAGES',
    suggestions: hit?.explanation.suggestions ?? [],
    output: lines.slice(-20),
  });
}

/** What a line of uv means for progress; undefined when it says nothing to a person. */
export function parseProgressLine(line: string): string | undefined {
  return /^\s*(?:Resolved|Prepared|Installed|Uninstalled|Downloading|Building|Built) .+/.exec(line)?.[0].trim();
}
