import type {Difference} from './machine-diff.ts';

export interface AllowedDifference {
  pattern: RegExp;
  reason: string;
}

/** What may differ after an uninstall. Short on purpose: an entry needs a reason why no tool could or should undo it. */
export const allowedDifferences: readonly AllowedDifference[] = [
  {pattern: /^\/var\/log\/(apt\/|dpkg\.log$|alternatives\.log$)/, reason: 'logs of what apt and dpkg did, for people'},
  {pattern: /^\/var\/cache\/apt\//, reason: 'the cache of apt, remade at will'},
  {pattern: /^\/var\/lib\/apt\/lists\//, reason: 'package lists, as after any apt-get update'},
  {
    pattern: /^\/(etc\/ld\.so\.cache|var\/cache\/ldconfig\/.*)$/,
    reason: 'the cache of ldconfig, remade from what is installed',
  },
  {pattern: /^\/var\/cache\/debconf\/[^/]+-old$/, reason: 'debconf keeps the version before its last write'},
  {pattern: /^\/var\/lib\/dpkg\/[^/]+-old$/, reason: 'dpkg keeps the version before its last write'},
  {
    pattern: /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-$/,
    reason: 'shadow keeps the version before its last write',
  },
  {
    pattern: /^\/var\/(log\/(journal\/.*|wtmp)|lib\/systemd\/linger|tmp\/systemd-private-\w+-systemd-.*)$/,
    reason: 'what systemd itself writes when a machine boots: its journal, logins, directories of its own services',
  },
];

export function unexpectedDifferences(differences: readonly Difference[]): Difference[] {
  return differences.filter(({path}) => !allowedDifferences.some(({pattern}) => pattern.test(path)));
}
