import {API, DevstackError} from '@devstack/sdk';
import satisfies from 'semver/functions/satisfies.js';

/** What the registry says about a package, as `npm view` prints it. */
export interface Candidate {
  readonly name: string;
  readonly version: string;
  readonly devstack?: {readonly api?: unknown};
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const SDK = '@devstack/sdk';

/**
 * The package a name stands for. A name without a scope is short for one of ours: `swift` must never become somebody's package
 * `swift` only because @devstack/plugin-swift cannot be seen.
 */
export function packageOf(name: string): string {
  return name.startsWith('@') || name.startsWith('devstack-') ? name : `@devstack/plugin-${name}`;
}

/** Throws when the package is no plugin, or one for another devstack. */
export function checkCandidate({name, version, devstack, peerDependencies}: Candidate, sdkVersion: string): void {
  const what = `${name}@${version}`;
  if (devstack === undefined) {
    throw new DevstackError(`cannot install ${what}: it is not a devstack plugin, its package.json has no "devstack"`, {
      code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
    });
  }
  if (devstack.api !== API) {
    throw otherContract(
      `cannot install ${what}: it has contract ${JSON.stringify(devstack.api)}, this devstack has ${API}`,
    );
  }
  const range = peerDependencies?.[SDK];
  if (range !== undefined && !satisfies(sdkVersion, range, {includePrerelease: true})) {
    throw otherContract(`cannot install ${what}: it needs ${SDK} ${range}, this devstack has ${sdkVersion}`);
  }
}

function otherContract(message: string): DevstackError {
  return new DevstackError(message, {
    code: 'DEVSTACK_ERR_PLUGIN_API',
    suggestions: ['install another version: devstack plugins install NAME@VERSION', 'bring devstack up to date'],
  });
}
