import type {LockedPlugin} from './lock-file.ts';
import type {Candidate} from './plugin-candidate.ts';

const OURS = /^@devstack\//;

export function isOurs(name: string): boolean {
  return OURS.test(name);
}

export function publisherOf({publisher, maintainers = []}: Candidate): string {
  return publisher ?? (maintainers.length === 0 ? 'nobody is named' : [...maintainers].sort().join(', '));
}

/**
 * Somebody must agree to code of others: once for each publisher, so that an update by the same hands asks nothing unless it wants to do more as
 * root.
 */
export function needsConsent(candidate: Candidate, locked: LockedPlugin | undefined): boolean {
  if (isOurs(candidate.name)) return false;
  if (locked?.publisher === undefined || locked.publisher !== publisherOf(candidate)) return true;
  return privilegesOf(candidate.devstack?.provides).some(({what}) => !locked.privileged.includes(what));
}

/** What somebody is to know before the code of a plugin runs. */
export function describeRequest(candidate: Candidate, locked?: LockedPlugin): string[] {
  const {name, version, integrity = 'none', resolved = 'unknown', dependencies = {}, scripts = {}} = candidate;
  const {devstack, oclif, releases = {}} = candidate;
  const skipped = ['preinstall', 'install', 'postinstall', 'prepare'].filter((script) => scripts[script] !== undefined);
  return [
    `${name} ${version} is not one of the plugins of devstack. Its code will run as you, and as root where you let devstack use root.`,
    `  publisher  ${publisherOf(candidate)}`,
    `  published  ${releases[version] ?? 'nobody knows when'}`,
    ...(locked === undefined ? [] : [`  before     ${locked.version} by ${locked.publisher ?? 'nobody is named'}`]),
    `  from       ${resolved}`,
    `  integrity  ${integrity}`,
    ...providedNames(devstack?.provides).map((what) => `  provides   ${what}`),
    ...privilegeLines(devstack?.provides),
    ...(oclif?.commands === undefined ? [] : ['  commands   of its own']),
    `  brings     ${Object.keys(dependencies).join(', ') || 'no other packages'}`,
    ...(skipped.length === 0 ? [] : [`  not run    its scripts ${skipped.join(', ')}`]),
  ].map(withoutControls);
}

/** What others have written must not move the cursor. */
export function withoutControls(line: string): string {
  return line.replace(/\p{Cc}/gu, '?');
}

/** What a part of a plugin does as root. */
interface Privilege {
  /** `component vault: packages` */
  readonly what: string;
  readonly why: string;
}

/** What it announces to do as root; of a manifest that may be anything. */
export function privilegesOf(provides: unknown): readonly Privilege[] {
  return Object.entries(asObject(provides)).flatMap(([kind, named]) =>
    Object.entries(asObject(named)).flatMap(([name, provided]) =>
      Object.entries(asObject((provided as {privileged?: unknown} | null)?.privileged)).map(([privilege, why]) => ({
        what: `${kind} ${name}: ${privilege}`,
        why: String(why),
      })),
    ),
  );
}

/** Refused later is what is not announced here. */
export function privilegeLines(provides: unknown): string[] {
  const privileges = privilegesOf(provides);
  if (privileges.length === 0) return ['  as root    nothing'];
  return privileges.map(({what, why}) => `  as root    ${what}, because ${why}`);
}

/** `component swift`, of a manifest that may be anything. */
export function providedNames(provides: unknown): string[] {
  return Object.entries(asObject(provides)).flatMap(([kind, named]) =>
    Object.keys(asObject(named)).map((name) => `${kind} ${name}`),
  );
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
