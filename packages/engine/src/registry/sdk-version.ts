import {createRequire} from 'node:module';

/** The version of the SDK that plugins get: the one beside this engine. */
export function readSdkVersion(): string {
  const manifest: {readonly version: string} = createRequire(import.meta.url)('@devstack/sdk/package.json');
  return manifest.version;
}
