import {API, DevstackError} from '@devstack/sdk';
import satisfies from 'semver/functions/satisfies.js';

/** What a registry, or an archive, says about a package before anything of it is installed. */
export interface Candidate {
  readonly name: string;
  readonly version: string;
  readonly devstack?: {readonly api?: unknown; readonly provides?: unknown};
  readonly oclif?: {readonly hooks?: object; readonly commands?: unknown};
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  /** `name <address>` of each. */
  readonly maintainers?: readonly string[];
  /** Who published this version. */
  readonly publisher?: string;
  /** When each version that there is was published, as ISO 8601, where the registry says it. */
  readonly releases?: Readonly<Record<string, string>>;
  readonly integrity?: string;
  /** Where its archive is. */
  readonly resolved?: string;
}

const SDK = '@devstack/sdk';

/** Throws when the package is no plugin, one for another devstack, or one whose code would run unasked. */
export function checkCandidate(candidate: Candidate, sdkVersion: string): void {
  const what = `${candidate.name}@${candidate.version}`;
  const {devstack, oclif, peerDependencies} = candidate;
  if (devstack === undefined) throw notAPlugin(what, 'it is not a devstack plugin, its package.json has no "devstack"');
  if (devstack.api !== API) {
    throw otherContract(
      `cannot install ${what}: it has contract ${JSON.stringify(devstack.api)}, this devstack has ${API}`,
    );
  }
  const range = peerDependencies?.[SDK];
  if (range !== undefined && !satisfies(sdkVersion, range, {includePrerelease: true})) {
    throw otherContract(`cannot install ${what}: it needs ${SDK} ${range}, this devstack has ${sdkVersion}`);
  }
  if (oclif === undefined) throw notAPlugin(what, 'its package.json has no "oclif": {}');
  if (Object.keys(oclif.hooks ?? {}).length > 0) {
    throw notAPlugin(what, 'it has hooks of oclif, which would run with every command');
  }
}

function notAPlugin(what: string, why: string): DevstackError {
  return new DevstackError(`cannot install ${what}: ${why}`, {
    code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
    suggestions: ['check the name', 'an author finds the form in docs/writing-a-plugin.md'],
  });
}

function otherContract(message: string): DevstackError {
  return new DevstackError(message, {
    code: 'DEVSTACK_ERR_PLUGIN_API',
    suggestions: ['install another version: devstack plugins install NAME@VERSION', 'bring devstack up to date'],
  });
}
