import type {Kind} from '@devstack/sdk';
import {isRecord} from './json-shape.ts';

/** What a manifest says it provides, as far as it can be read; the manifest may be anything. */
export function claimedNames(manifest: unknown): readonly {readonly kind: Kind; readonly name: string}[] {
  const provides = isRecord(manifest) ? manifest.provides : undefined;
  if (!isRecord(provides)) return [];
  return Object.entries(provides).flatMap(([kind, named]) =>
    isRecord(named) ? Object.keys(named).map((name) => ({kind: kind as Kind, name})) : [],
  );
}
