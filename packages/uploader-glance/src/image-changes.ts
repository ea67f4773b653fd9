import type {ImageSource} from '@devstack/sdk';
import type {GlanceImage, ImageChange} from './glance-images.ts';

/** What must be changed in an image so that it has the wanted properties and visibility; what others gave it stays. */
export function changesOf(
  found: GlanceImage,
  {properties = {}, visibility = 'public'}: ImageSource,
  before?: ImageSource,
): readonly ImageChange[] {
  const gone = Object.keys(before?.properties ?? {}).filter((name) => properties[name] === undefined);
  return [
    ...Object.entries({...properties, visibility})
      .filter(([name, value]) => value !== undefined && found[name] !== String(value))
      .map(([name, value]) => ({op: opFor(found, name), path: pointer(name), value: String(value)})),
    ...gone.filter((name) => found[name] !== undefined).map((name) => ({op: 'remove', path: pointer(name)}) as const),
  ];
}

function opFor(found: GlanceImage, name: string): 'add' | 'replace' {
  return found[name] === undefined ? 'add' : 'replace';
}

function pointer(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
