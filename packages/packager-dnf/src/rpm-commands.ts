import type {Argv} from '@devstack/sdk';

/** One line for each package: name, architecture, epoch, version and release, when it was installed. */
export const queryCommand: Argv = [
  'rpm',
  '-qa',
  '--qf',
  '%{NAME}\t%{ARCH}\t%{EPOCHNUM}\t%{VERSION}\t%{RELEASE}\t%{INSTALLTIME}\n',
];

/** Everything that the packages which are there provide, virtual names too. */
export const providesCommand: Argv = ['rpm', '-qa', '--qf', '[%{=NAME}\t%{=ARCH}\t%{PROVIDENAME}\n]'];

export const ownersCommand: Argv = ['rpm', '-qa', '--qf', '[%{=NAME}\t%{=ARCH}\t%{FILENAMES}\n]'];

/** Removes nothing, and says what would break. */
export function testRemovalCommand(ids: readonly string[]): Argv {
  return ['rpm', '-e', '--test', ...ids];
}

/** Scripts of packages that rpm has written to run them; one that was killed leaves its own. @param since seconds since the epoch */
export function scriptsCommand(since: number): Argv {
  return ['find', '/var/tmp', '-maxdepth', '1', '-type', 'f', '-name', 'rpm-tmp.*', '-newermt', `@${since}`, '-print0'];
}
