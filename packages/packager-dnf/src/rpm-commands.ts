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
