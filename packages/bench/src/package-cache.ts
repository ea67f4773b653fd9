import {readdir} from 'node:fs/promises';
import path from 'node:path';
import type {Variables} from './run-program.ts';

/** Downloads that both sides share, and that are there before anything is measured. */
export interface PackageCache {
  /** Where devstack keeps its own downloads: uv. */
  readonly directory: string;
  /** Where uv keeps packages. */
  readonly uv: string;
}

export function packageCache(directory: string): PackageCache {
  return {directory, uv: path.join(directory, 'uv')};
}

/** The variables of the caller, without those that would make Python slower than it is for users. */
export function callerVariables(cache: PackageCache): Variables {
  const {PYTHONDONTWRITEBYTECODE: _, ...variables} = process.env;
  return {...variables, UV_CACHE_DIR: cache.uv, UV_LINK_MODE: 'hardlink', UV_PYTHON_DOWNLOADS: 'never'};
}

/** The uv that devstack has fetched. */
export async function findUv({directory}: PackageCache): Promise<string> {
  const found = (await readdir(directory)).find((name) => /^uv-\d/.test(name));
  if (found === undefined) throw new Error(`no uv in ${directory}`);
  return path.join(directory, found, 'uv');
}
