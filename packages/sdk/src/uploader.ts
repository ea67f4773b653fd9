import type {JsonObject} from './json.ts';
import type {Progress} from './progress.ts';

/** A machine image in a registry of images. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly diskFormat?: string;
  /** Bytes. */
  readonly size?: number;
  /** `sha256:...`, `sha512:...` or `md5:...`, as the registry reports it. */
  readonly checksum?: string;
}

/** An image to upload. */
export interface ImageSource {
  readonly name: string;
  /** A file path or a URL. */
  readonly location: string;
  readonly checksum?: string;
  readonly properties?: JsonObject;
  readonly visibility?: 'public' | 'private' | 'shared' | 'community';
}

/**
 * Puts machine images into a registry (glance). `upload` is idempotent: an image of the same name and checksum is left alone.
 * Throws DEVSTACK_ERR_NETWORK, DEVSTACK_ERR_NOT_FOUND, DEVSTACK_ERR_CHECKSUM, DEVSTACK_ERR_ARCHIVE.
 */
export interface ImageUploader {
  list(): Promise<readonly Image[]>;
  upload(
    source: ImageSource,
    options: {readonly signal: AbortSignal; readonly progress: Progress},
  ): Promise<{readonly image: Image; readonly changed: boolean}>;
  /** Removing an image that is not there is no error. */
  remove(id: string): Promise<void>;
}
