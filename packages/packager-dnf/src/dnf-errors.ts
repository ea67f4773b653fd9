import {DevstackError, type ErrorCode, type RunResult} from '@devstack/sdk';
import {tellingLines} from './dnf-output.ts';

const SHOWN_LINES = 20;

const LOCKED =
  /already locked by (\d+)|Failed to obtain (?:the|rpm) transaction lock|can't create transaction lock|Waiting for process with pid (\d+)/i;

/** Who holds the lock that dnf wants; undefined when that is not why it failed. rpm does not say which process it is. */
export function lockHolder({stdout, stderr}: Pick<RunResult, 'stdout' | 'stderr'>): string | undefined {
  const match = LOCKED.exec(stderr + stdout);
  if (match === null) return undefined;
  const pid = match[1] ?? match[2];
  return pid === undefined ? 'another dnf or rpm' : `another dnf (process ${pid})`;
}

/** What no source has, as it was asked for. */
export function unknownPackages({stdout, stderr}: RunResult): string[] {
  return [...new Set([...(stderr + stdout).matchAll(/No match for argument: (\S+)/g)].map(([, name]) => name!))];
}

/** The lists name a file that the server no longer has. */
export function isOutdated({stdout, stderr}: RunResult): boolean {
  return /Status code: 404/.test(stdout + stderr);
}

const UNREACHABLE =
  /Curl error \((?:5|6|7|28|35|52|56)\)|Couldn't resolve host|Could not resolve host|Could ?n[o']t connect/i;

/** The host that could not be reached, if that is why dnf failed. */
export function unreachableHost({stdout, stderr}: RunResult): string | undefined {
  const text = stderr + stdout;
  if (!UNREACHABLE.test(text)) return undefined;
  return /(?:https?|ftp):\/\/([\w.:-]+)/.exec(text)?.[1] ?? 'a server of packages';
}

/**
 * What a failure of dnf means to a person.
 * @param action `install packages keystone`
 * @param near names that are like the unknown one, by what was asked for
 */
export function dnfError(
  action: string,
  result: RunResult,
  near: ReadonlyMap<string, readonly string[]>,
): DevstackError {
  const output = [...tellingLines(result.stdout), ...tellingLines(result.stderr)].slice(-SHOWN_LINES);
  const make = (code: ErrorCode, reason: string, ...suggestions: string[]): DevstackError =>
    new DevstackError(`cannot ${action}: ${reason}`, {code, output, suggestions});
  const text = result.stderr + result.stdout;
  if (/No space left on device|more space needed on|Disk Requirements/.test(text)) {
    return make(
      'DEVSTACK_ERR_DISK_FULL',
      'the disk is full',
      'free some space (sudo dnf clean all), then run this again',
    );
  }
  const host = unreachableHost(result);
  if (host !== undefined) {
    const what = 'check the network, the proxy and /etc/yum.repos.d, then run this again';
    return make('DEVSTACK_ERR_NETWORK', `${host} cannot be reached`, what);
  }
  const unknown = unknownPackages(result);
  if (unknown.length > 0) return make('DEVSTACK_ERR_PACKAGES', unknownReason(unknown, near), ...searches(unknown));
  const holder = lockHolder(result);
  if (holder !== undefined) {
    const what = 'wait until it ends, then run this again';
    return make('DEVSTACK_ERR_PACKAGES', `${holder} holds the lock`, what, 'ps -C dnf,dnf5,rpm,packagekitd');
  }
  return make('DEVSTACK_ERR_PACKAGES', reasonOf(result), 'sudo dnf check');
}

function unknownReason(unknown: readonly string[], near: ReadonlyMap<string, readonly string[]>): string {
  const hints = unknown.flatMap((name) => near.get(name) ?? []);
  const meant = hints.length === 0 ? '' : `; there is ${hints.join(', ')}`;
  return `no source of packages has ${unknown.join(', ')}${meant}`;
}

function searches(unknown: readonly string[]): string[] {
  return [`dnf list --showduplicates ${unknown.map((name) => `'${name.replace(/-[\d*][^-]*$/, '')}*'`).join(' ')}`];
}

function reasonOf({stdout, stderr, code}: RunResult): string {
  const text = stderr + stdout;
  const problem = /^ Problem[^:]*: (.+(?:\n {2}- .+)*)/m.exec(text)?.[1];
  if (problem !== undefined) return problem.replace(/\n {2}- /g, '; ');
  return /^Error: *(\S.*)$/m.exec(text)?.[1] ?? /^Error: *\n(.+)$/m.exec(text)?.[1]?.trim() ?? `exit status ${code}`;
}
