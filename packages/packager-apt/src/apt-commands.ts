import type {Argv, PackageRequest} from '@devstack/sdk';

/** Nothing asks, nothing pages, nothing restarts services, and messages are in the language that this package reads. */
export const APT_ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBCONF_NONINTERACTIVE_SEEN: 'true',
  APT_LISTCHANGES_FRONTEND: 'none',
  NEEDRESTART_SUSPEND: '1',
  // sudo refuses to go where root has no password. It goes only where it came with us, and then nobody had it before.
  SUDO_FORCE_REMOVE: 'yes',
  LC_ALL: 'C.UTF-8',
  LANGUAGE: 'C',
} as const;

const OPTIONS = [
  '-q',
  '-o',
  'DPkg::Lock::Timeout=120',
  '-o',
  'APT::Get::AutomaticRemove=false',
  '-o',
  'Dpkg::Use-Pty=0',
  '-o',
  'Dpkg::Options::=--force-confdef',
  '-o',
  'Dpkg::Options::=--force-confold',
] as const;

/**
 * On a descriptor of its own: apt and dpkg close the one of their status for the scripts of packages, and those that print something to a
 * standard output that is closed fail (adduser). The script is the same whatever is run.
 */
const WITH_STATUS = ['sh', '-c', 'exec "$0" "$@" 3>&1'] as const;
const APT = [...WITH_STATUS, 'apt-get'] as const;
const TRANSACTION = ['-y', '-o', 'APT::Status-Fd=3', ...OPTIONS] as const;
const INSTALL = ['install', '--no-install-recommends', '--no-remove'] as const;

export const updateCommand: Argv = ['apt-get', 'update', '-q'];
export const auditCommand: Argv = ['dpkg', '--audit'];
export const configureCommand: Argv = [
  ...WITH_STATUS,
  'dpkg',
  '--status-fd',
  '3',
  '--force-confdef',
  '--force-confold',
  '--configure',
  '--pending',
];

const FIX = ['install', '--no-install-recommends', '--fix-broken'] as const;
export const simulateFixCommand: Argv = ['apt-get', '-s', ...OPTIONS, ...FIX];
/** Unpacks torn packages again, brings what others need, and removes those of which the removal was begun if `remove`. */
export function fixCommand(torn: readonly string[], remove: boolean): Argv {
  return [...APT, ...TRANSACTION, ...FIX, ...(remove ? [] : ['--no-remove']), '--reinstall', ...torn];
}

export const showAutoCommand: Argv = ['apt-mark', 'showauto'];
export const architectureCommand: Argv = ['dpkg', '--print-architecture'];
/** Removes what an apt that was killed left in /tmp: links to what it was about to unpack. */
export function removeAptLinksCommand(olderThanSeconds: number): Argv {
  const which = ['-maxdepth', '1', '-type', 'd', '-user', 'root', '-name', 'apt-dpkg-install-??????'];
  return ['find', '/tmp', ...which, '!', '-newerct', `@${olderThanSeconds}`, '-exec', 'rm', '-rf', '--', '{}', '+'];
}

const FIELDS = [
  'Package',
  'Architecture',
  'db:Status-Abbrev',
  'Version',
  'Pre-Depends',
  'Depends',
  'Recommends',
  'Provides',
];

/** All packages that dpkg knows, one per line, the fields separated by tabs. */
export const queryCommand: Argv = ['dpkg-query', '-W', '-f', `${FIELDS.map((field) => `\${${field}}`).join('\t')}\n`];

export function aptArgument({name, version}: PackageRequest): string {
  return version === undefined ? name : `${name}=${version}`;
}

export function simulateInstallCommand(requests: readonly PackageRequest[]): Argv {
  return ['apt-get', '-s', ...OPTIONS, 'install', '--no-install-recommends', ...requests.map(aptArgument)];
}

export function installCommand(requests: readonly PackageRequest[]): Argv {
  return [...APT, ...TRANSACTION, ...INSTALL, ...requests.map(aptArgument)];
}

/** Prints what would be downloaded, with sizes. */
export function printUrisCommand(requests: readonly PackageRequest[]): Argv {
  return ['apt-get', '-qq', '-y', '--print-uris', 'install', '--no-install-recommends', ...requests.map(aptArgument)];
}

/** What came with us was not essential before: a machine without an init has one afterwards. */
const EVEN_ESSENTIAL = '--allow-remove-essential';

export function simulatePurgeCommand(names: readonly string[]): Argv {
  return ['apt-get', '-s', ...OPTIONS, EVEN_ESSENTIAL, 'purge', ...names];
}

export function purgeCommand(names: readonly string[]): Argv {
  return [...APT, ...TRANSACTION, EVEN_ESSENTIAL, 'purge', ...names];
}

/** Removes and leaves the configuration files. */
export function removeCommand(names: readonly string[]): Argv {
  return [...APT, ...TRANSACTION, EVEN_ESSENTIAL, 'remove', ...names];
}

/** Puts older versions back. A target is `name=version` or the path of a .deb. */
export function downgradeCommand(targets: readonly string[], simulate: boolean): Argv {
  const how = simulate ? (['apt-get', '-s', ...OPTIONS] as const) : ([...APT, ...TRANSACTION] as const);
  return [...how, ...INSTALL, '--allow-downgrades', ...targets];
}

/** Fetches one .deb into the current directory. */
export function downloadCommand(name: string, version: string): Argv {
  return ['apt-get', '-q', 'download', `${name}=${version}`];
}

/** Fetches packages into the current directory, as their sources have them now. */
export function fetchCommand(names: readonly string[]): Argv {
  return ['apt-get', '-q', 'download', ...names];
}

/** Only the files: no script of the package is run, and dpkg does not hear of it. */
export function unpackCommand(file: string, into: string): Argv {
  return ['dpkg-deb', '--extract', file, into];
}

export function markAutoCommand(names: readonly string[]): Argv {
  return ['apt-mark', 'auto', ...names];
}
