import {DevstackError, type ErrorCode, type RunResult} from '@devstack/sdk';
import {tellingLines} from './apt-output.ts';

const SHOWN_LINES = 20;

export function isLocked({stderr}: RunResult): boolean {
  return /Could not get lock|lock was locked by|is another process using it/.test(stderr);
}

/** apt does not know a package or a version: its lists may be missing or old. */
export function isUnknownPackage({stderr}: RunResult): boolean {
  return unknownPackages(stderr).length > 0;
}

/** The lists name a file that the server no longer has. */
export function isOutdated({stdout, stderr}: RunResult): boolean {
  return /\b404\s+Not Found/.test(stdout + stderr);
}

export function unknownPackages(stderr: string): string[] {
  const patterns = [
    /Unable to locate package (\S+)/g,
    /Package '(\S+)' has no installation candidate/g,
    /Couldn't find any package by (?:glob|regex) '(\S+)'/g,
  ];
  const names = patterns.flatMap((pattern) => [...stderr.matchAll(pattern)].map(([, name]) => name!));
  const versions = [...stderr.matchAll(/Version '(\S+)' for '(\S+)' was not found/g)];
  return [...new Set([...names, ...versions.map(([, version, name]) => `${name}=${version}`)])];
}

const UNREACHABLE =
  /Temporary failure resolving|Could not resolve|Could not connect|Cannot initiate the connection|Unable to connect|Connection (failed|refused|timed out)|Network is unreachable|No route to host/;

/** The host that could not be reached, if that is why apt failed. */
export function unreachableHost({stdout, stderr}: RunResult): string | undefined {
  const text = stderr + stdout;
  if (!UNREACHABLE.test(text)) return undefined;
  return (
    /(?:resolving|resolve|connect to|connection to) '?([\w.-]+)/.exec(text)?.[1] ??
    /https?:\/\/([\w.:-]+)/.exec(text)?.[1]
  );
}

/** What a failure of apt or dpkg means to a person. @param action `install packages keystone` */
export function aptError(action: string, result: RunResult, updated: boolean): DevstackError {
  const output = lastLines(result);
  const make = (code: ErrorCode, reason: string, ...suggestions: string[]): DevstackError =>
    new DevstackError(`cannot ${action}: ${reason}`, {code, output, suggestions});
  const text = result.stderr + result.stdout;
  if (/No space left on device|You don't have enough free space/.test(text)) {
    return make(
      'DEVSTACK_ERR_DISK_FULL',
      'the disk is full',
      'free some space (sudo apt-get clean), then run this again',
    );
  }
  const host = unreachableHost(result);
  if (host !== undefined) {
    return make(
      'DEVSTACK_ERR_NETWORK',
      `${host} cannot be reached`,
      'check the network and the proxy, then run this again',
    );
  }
  const unknown = unknownPackages(result.stderr);
  if (unknown.length > 0) {
    const tried = updated ? ', also after apt-get update' : '';
    const names = unknown.map((name) => name.replace(/=.*/, ''));
    return make(
      'DEVSTACK_ERR_PACKAGES',
      `apt does not know ${unknown.join(', ')}${tried}`,
      `apt-cache policy ${names.join(' ')}`,
    );
  }
  if (isLocked(result)) {
    return make(
      'DEVSTACK_ERR_PACKAGES',
      'another program holds the lock of dpkg',
      'wait until it ends, then run this again',
    );
  }
  return make('DEVSTACK_ERR_PACKAGES', reasonOf(result), 'sudo apt-get check');
}

function lastLines({stdout, stderr}: RunResult): string[] {
  const lines = [...tellingLines(stdout), ...tellingLines(stderr)];
  return lines.slice(-SHOWN_LINES);
}

function reasonOf({stderr, code}: RunResult): string {
  // dpkg says on the next line what was wrong with the package.
  const dpkg = /^dpkg: error (processing [^\n]*:)\n\s*([^\n]+)/m.exec(stderr);
  if (dpkg) return `${dpkg[1]} ${dpkg[2]}`;
  return /^(?:E: |dpkg: error:? )(.+)$/m.exec(stderr)?.[1] ?? `exit status ${code}`;
}
