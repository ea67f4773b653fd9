import {join} from 'node:path/posix';
import type {ComponentPaths, DirectoryArgs} from '@devstack/sdk';

/** Directories of files: of images, of images that are being imported, of what tasks of users leave. */
export interface StoreDirectories {
  readonly images: string;
  readonly staging: string;
  readonly tasks: string;
}

/** In the same place as the database that knows about them. */
export function storeDirectories({data}: Pick<ComponentPaths, 'data'>): StoreDirectories {
  return {images: join(data, 'images'), staging: join(data, 'staging'), tasks: join(data, 'tasks')};
}

export function declareStores(directories: StoreDirectories): readonly DirectoryArgs[] {
  return Object.values(directories).map((path) => ({path, mode: 0o700, owner: 'service', contents: 'ours'}));
}
