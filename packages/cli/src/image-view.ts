import type {BuiltImage, UploadedImage} from '@devstack/engine';
import type {Image} from '@devstack/sdk';
import {formatBytes} from './bytes.ts';
import {alignRows} from './table.ts';

/** A row per image; one sentence when there is none. */
export function renderImages(images: readonly Image[]): string[] {
  if (images.length === 0) return ['there is no image; upload one with: devstack image upload NAME FILE|URL'];
  const rows = images.map(({id, name, status, diskFormat = '', size}) => [
    name,
    status,
    diskFormat,
    size === undefined ? '' : formatBytes(size),
    id,
  ]);
  return alignRows([['NAME', 'STATUS', 'FORMAT', 'SIZE', 'ID'], ...rows], ['left', 'left', 'left', 'right', 'left']);
}

export function renderUploads(uploads: readonly UploadedImage[]): string[] {
  return uploads.map(({image, changed}) =>
    changed ? `uploaded ${image.name} (${image.id})` : `${image.name} is there already (${image.id})`,
  );
}

export function renderBuild({path, bytes, checksum}: BuiltImage): string[] {
  return [`built ${path} (${formatBytes(bytes)}, ${checksum})`];
}
