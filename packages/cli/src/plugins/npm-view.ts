import {type NpmContext, runNpm} from './npm.ts';
import {parseNpmView} from './npm-view-output.ts';
import type {Candidate} from './plugin-candidate.ts';
import {refuseSilence} from './silent-registry.ts';

const FIELDS = [
  ...['name', 'version', 'devstack', 'oclif', 'peerDependencies', 'dependencies', 'scripts'],
  ...['maintainers', '_npmUser', 'dist', 'versions', 'time'],
];

/** Asks the registry about a package without installing anything. */
export async function viewPackage(requested: string, context: NpmContext): Promise<Candidate> {
  const known = new AbortController();
  const viewing = runNpm(viewArguments(requested), context, known.signal);
  const speaking = refuseSilence(requested, context, known.signal).then(() => viewing);
  try {
    return parseNpmView(await Promise.race([viewing, speaking]), requested);
  } finally {
    known.abort();
  }
}

/** No retry: a registry that is down is known at once. */
export function viewArguments(requested: string): string[] {
  return ['view', requested, ...FIELDS, '--fetch-retries=0'];
}
