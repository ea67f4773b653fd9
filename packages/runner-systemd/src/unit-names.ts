import {createHash} from 'node:crypto';
import {basename, dirname} from 'node:path';
import type {ServiceSpec} from '@devstack/sdk';

/** The files that belong to a service. */
export interface UnitNames {
  readonly service: string;
  /** A target that does nothing but remember: systemd forgets how a service ended as soon as no active unit refers to it. */
  readonly memory: string;
  /** Values of the environment, which may be secret. */
  readonly environment: string;
}

/** The units that the services of an installation share. */
export interface SharedNames {
  readonly slice: string;
  /** What a boot starts. */
  readonly target: string;
  readonly wants: string;
}

/** The parent of the slices of all installations: systemd nests slices by the dashes in their names. */
export const COMMON_SLICE = 'devstack.slice';

type Place = Pick<ServiceSpec, 'id' | 'runDirectory'>;

export function unitNames(service: Place): UnitNames {
  const stem = `devstack-${installationOf(service)}.${escapeId(service.id)}`;
  return namesOfStem(stem);
}

export function namesOfStem(stem: string): UnitNames {
  return {service: `${stem}.service`, memory: `${stem}.target`, environment: `${stem}.env`};
}

export function stemOf({service}: UnitNames): string {
  return service.slice(0, -'.service'.length);
}

export function sharedNames(stem: string): SharedNames {
  const name = stem.slice(0, stem.indexOf('.'));
  return {slice: `${name}.slice`, target: `${name}.target`, wants: `${name}.target.wants`};
}

/** A name for people, and a hash that belongs to one directory. No dash: systemd would nest the slice deeper. */
function installationOf({id, runDirectory}: Place): string {
  const shared = basename(runDirectory) === id.split('/', 1)[0] ? dirname(runDirectory) : runDirectory;
  const root = basename(shared) === 'run' ? dirname(shared) : shared;
  const label = basename(root)
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .slice(0, 40);
  return `${label}_${createHash('sha256').update(root).digest('hex').slice(0, 8)}`;
}

/** `/` becomes `.`, which cannot come from anything else; no backslash, because the name of an environment file is a pattern to systemd. */
function escapeId(id: string): string {
  const bytes = [...Buffer.from(id, 'utf8')].map((byte) => String.fromCharCode(byte));
  return bytes.map((char) => (char === '/' ? '.' : /[A-Za-z0-9_-]/.test(char) ? char : hexEscape(char))).join('');
}

function hexEscape(char: string): string {
  return `:${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
