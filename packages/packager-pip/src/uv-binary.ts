import type {Environment, Host, Http, Progress} from '@devstack/sdk';
import {makeDirectories} from './make-directories.ts';
import {PypiDownloader} from './pypi-downloader.ts';
import {UV_VERSION, uvWheelFor} from './uv-release.ts';
import {readWheelMember} from './wheel-member.ts';

interface Dependencies {
  readonly host: Host;
  readonly http: Http;
  readonly environment: Environment;
}

/**
 * The path of uv in the cache. When it is missing it is taken out of its wheel, which is verified against the pinned checksum: no
 * pip, no shell script, nothing that has to be on the machine.
 */
export async function ensureUv(
  {host, http, environment}: Dependencies,
  options: {readonly signal: AbortSignal; readonly progress: Progress},
  wheel?: {readonly filename: string; readonly checksum: string},
): Promise<string> {
  const directory = `${environment.cache}/uv-${UV_VERSION}`;
  const path = `${directory}/uv`;
  // Written whole or not at all, so that what is there is what was verified.
  if ((await host.stat(path))?.type === 'file') return path;
  const {filename, checksum} = wheel ?? uvWheelFor(await host.facts());
  const downloader = new PypiDownloader(host, http, environment);
  const {content} = await downloader.read({uri: `pypi:uv==${UV_VERSION}#${filename}`, checksum}, options);
  const binary = await readWheelMember(content, `uv-${UV_VERSION}.data/scripts/uv`, filename);
  await makeDirectories(host, directory);
  await host.writeFile(path, binary, {mode: 0o755});
  return path;
}
