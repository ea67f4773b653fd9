import {createHash} from 'node:crypto';
import type {Readable} from 'node:stream';
import {listAll, type Session} from '@devstack/openstack';
import {DevstackError, type Image, type JsonObject} from '@devstack/sdk';

/** SHA-256 of the file that an image was made of: says later whether it is the same, though its content was decompressed. */
export const ORIGIN = 'devstack_source_sha256';

/** An image as the Image service answers with it, custom properties beside its own fields. */
export interface GlanceImage {
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
  readonly disk_format: string | null;
  readonly size: number | null;
  readonly os_hash_algo?: string | null;
  readonly os_hash_value?: string | null;
  readonly [property: string]: unknown;
}

export interface NewImage {
  readonly name: string;
  readonly diskFormat: string;
  readonly containerFormat: string;
  readonly visibility: string;
  readonly properties: JsonObject;
}

export interface Upload {
  /** Opened anew for each attempt. */
  readonly open: () => Promise<Readable>;
  readonly bytes?: number;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

const LONGEST_UPLOAD_MS = 6 * 60 * 60 * 1000;

export function listImages(session: Session, name?: string): Promise<GlanceImage[]> {
  const query = name === undefined ? '' : `?${new URLSearchParams({name})}`;
  return listAll<GlanceImage>(session, 'image', `/v2/images${query}`, 'images');
}

/** Makes an image and gives it its content. One that does not get all of it is removed again. */
export async function createImage(session: Session, image: NewImage, upload: Upload): Promise<GlanceImage> {
  const {name, diskFormat, containerFormat, visibility, properties} = image;
  const fields = {...properties, name, disk_format: diskFormat, container_format: containerFormat, visibility};
  const {body: made} = await session.request<GlanceImage>('image', 'POST', '/v2/images', fields);
  try {
    const sha512 = await sendContent(session, made.id, upload);
    const {body: image} = await session.request<GlanceImage>('image', 'GET', `/v2/images/${made.id}`);
    requireWhole(image, sha512);
    return image;
  } catch (error) {
    await removeImage(session, made.id).catch(() => undefined);
    throw error;
  }
}

async function sendContent(session: Session, id: string, {open, bytes, signal, onBytes}: Upload): Promise<string> {
  let hash = createHash('sha512');
  async function* content(): AsyncIterable<Uint8Array> {
    hash = createHash('sha512');
    for await (const chunk of await open()) {
      hash.update(chunk as Buffer);
      onBytes((chunk as Buffer).length);
      yield chunk as Buffer;
    }
  }
  const headers = bytes === undefined ? {} : {'content-length': `${bytes}`};
  const options = {headers, signal, timeoutMs: LONGEST_UPLOAD_MS, accept: [204]};
  await session.request('image', 'PUT', `/v2/images/${id}/file`, content, options);
  return hash.digest('hex');
}

function requireWhole({name, status, os_hash_algo, os_hash_value}: GlanceImage, sha512: string): void {
  const isDifferent = os_hash_algo === 'sha512' && os_hash_value !== sha512;
  if (status === 'active' && !isDifferent) return;
  const reason = isDifferent
    ? 'the service has other bytes than were sent'
    : `its status is ${status} after the upload`;
  throw new DevstackError(`cannot upload image ${name}: ${reason}`, {code: 'DEVSTACK_ERR_CHECKSUM'});
}

/** A change of one field or property, as JSON patch has it. */
export type ImageChange =
  | {readonly op: 'add' | 'replace'; readonly path: string; readonly value: string}
  | {readonly op: 'remove'; readonly path: string};

export async function changeImage(session: Session, id: string, changes: readonly ImageChange[]): Promise<void> {
  if (changes.length === 0) return;
  const headers = {'content-type': 'application/openstack-images-v2.1-json-patch'};
  await session.request('image', 'PATCH', `/v2/images/${id}`, changes, {headers});
}

/** Sets properties of an image that has none of them. */
export async function setProperties(
  session: Session,
  id: string,
  properties: Readonly<Record<string, string>>,
): Promise<void> {
  const changes = Object.entries(properties).map(([name, value]) => ({op: 'add', path: `/${name}`, value}) as const);
  await changeImage(session, id, changes);
}

export async function removeImage(session: Session, id: string): Promise<void> {
  await session.request('image', 'DELETE', `/v2/images/${id}`, undefined, {accept: [204, 404]});
}

/** An image that devstack made, with the kernel and the ramdisk that belong to it; of others only the image itself. */
export async function removeWhole(session: Session, image: GlanceImage): Promise<void> {
  await removeImage(session, image.id);
  for (const id of [image.kernel_id, image.ramdisk_id]) {
    if (typeof id !== 'string' || image[ORIGIN] === undefined) continue;
    await removeImage(session, id);
  }
}

export function toImage({id, name, status, disk_format, size, os_hash_algo, os_hash_value}: GlanceImage): Image {
  return {
    id,
    name: name ?? '',
    status,
    ...(disk_format === null ? {} : {diskFormat: disk_format}),
    ...(size === null ? {} : {size}),
    ...(os_hash_algo && os_hash_value ? {checksum: `${os_hash_algo}:${os_hash_value}`} : {}),
  };
}
