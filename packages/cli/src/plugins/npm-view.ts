import {type NpmContext, runNpm} from './npm.ts';
import {parseNpmView} from './npm-view-output.ts';
import type {Candidate} from './plugin-candidate.ts';

const FIELDS = [
  ...['name', 'version', 'devstack', 'oclif', 'peerDependencies', 'dependencies', 'scripts'],
  ...['maintainers', '_npmUser', 'dist'],
];

/** Asks the registry about a package without installing anything. */
export async function viewPackage(requested: string, context: NpmContext): Promise<Candidate> {
  return parseNpmView(await runNpm(viewArguments(requested), context), requested);
}

/** No retry: a registry that is down is known at once. */
export function viewArguments(requested: string): string[] {
  return ['view', requested, ...FIELDS, '--fetch-retries=0'];
}
