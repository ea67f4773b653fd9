import type {Argv, PackageRequest} from '@devstack/sdk';

/** Messages are in the language that this package reads, and come when they are said. */
export const DNF_ENVIRONMENT = {LC_ALL: 'C.UTF-8', LANGUAGE: 'C', PYTHONUNBUFFERED: '1'} as const;

const OPTIONS = [
  // Waiting is ours: dnf would wait for ever.
  '--setopt=exit_on_lock=True',
  '--setopt=install_weak_deps=False',
  // What nobody needs any more, but was there before us, is not ours to remove.
  '--setopt=clean_requirements_on_remove=False',
] as const;

export const versionCommand: Argv = ['dnf', '--version'];

export function dnfArgument({name, version}: PackageRequest): string {
  return version === undefined ? name : `${name}-${version}`;
}

/** @param refresh asks the servers for newer lists of packages first */
export function installCommand(requests: readonly PackageRequest[], refresh: boolean): Argv {
  return ['dnf', '-y', ...OPTIONS, ...(refresh ? ['--refresh'] : []), 'install', ...requests.map(dnfArgument)];
}

/** Says what would be done, and answers no. */
export function planCommand(requests: readonly PackageRequest[], refresh: boolean): Argv {
  const how = ['--assumeno', ...(refresh ? ['--refresh'] : [])];
  return ['dnf', ...how, ...OPTIONS, 'install', ...requests.map(dnfArgument)];
}

/** Runs the scripts of packages again that a transaction which was killed may not have run. */
export function reinstallCommand(ids: readonly string[]): Argv {
  return ['dnf', '-y', ...OPTIONS, 'reinstall', ...ids];
}

export function removeCommand(ids: readonly string[]): Argv {
  return ['dnf', '-y', ...OPTIONS, 'remove', ...ids];
}

export function downgradeCommand(packages: readonly string[]): Argv {
  return ['dnf', '-y', ...OPTIONS, 'downgrade', ...packages];
}

/** @param word what this dnf calls it: `remove` in the fourth, `dependency` in the fifth */
export function markDependencyCommand(word: string, ids: readonly string[]): Argv {
  return ['dnf', '-y', 'mark', word, ...ids];
}

const QUERY = ['dnf', '-q', 'repoquery', '--qf'] as const;

/** Packages that somebody asked for by name. */
export const userInstalledCommand: Argv = [...QUERY, '%{name}.%{arch}\n', '--userinstalled'];

export function namesCommand(start: string): Argv {
  return [...QUERY, '%{name}\n', `${start}*`];
}
