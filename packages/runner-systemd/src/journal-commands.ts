import type {Argv, LogOptions} from '@devstack/sdk';
import type {Scope} from './systemctl-commands.ts';

/** What a unit's programs printed, an object a line; not what systemd itself says of the unit. */
export function readJournalCommand(scope: Scope, unit: string, {tail, sinceMs, follow}: LogOptions): Argv {
  const lines = tail === undefined ? (follow === true ? ['--lines=all'] : []) : [`--lines=${tail}`];
  return [
    'journalctl',
    ...(scope === 'user' ? ['--user'] : []),
    '--no-pager',
    '--all',
    '--output=json',
    '--output-fields=MESSAGE,_LINE_BREAK',
    ...lines,
    ...(sinceMs === undefined ? [] : [`--since=@${(sinceMs / 1000).toFixed(3)}`]),
    ...(follow === true ? ['--follow'] : []),
    ...matches(scope, unit),
  ];
}

/** Of a user's program that has ended before journald looks at what it printed, journald knows no unit. */
function matches(scope: Scope, unit: string): string[] {
  if (scope === 'system') return [`_SYSTEMD_UNIT=${unit}`];
  return [`_SYSTEMD_USER_UNIT=${unit}`, '+', `SYSLOG_IDENTIFIER=${identifierOf(unit)}`, '_TRANSPORT=stdout'];
}

/** What a user's service is called in the journal: its unit, which no other service is called. */
export function identifierOf(unit: string): string {
  return unit.replace(/\.service$/, '');
}

/** Returns when journald has read all that was printed before. Only root may. */
export const SYNCHRONIZE: Argv = ['journalctl', '--sync'];
