import {DevstackError, type Host, type PackageRequest, type PackagerContext, type RunResult} from '@devstack/sdk';
import {aptArgument, simulateInstallCommand, updateCommand} from './apt-commands.ts';
import {aptError, isUnknownPackage, unreachableHost} from './apt-errors.ts';
import {parseSimulation, type Simulation} from './apt-output.ts';
import {askApt, workApt} from './apt-run.ts';

export function nameAll(requests: readonly PackageRequest[]): string {
  return requests.map(aptArgument).join(', ');
}

/** What apt would do. Fetches the package lists when apt does not know a package. Throws when packages that are there would have to go. */
export async function planInstall(
  host: Host,
  requests: readonly PackageRequest[],
  context: PackagerContext,
): Promise<Simulation> {
  const action = `install packages ${nameAll(requests)}`;
  const command = simulateInstallCommand(requests);
  const first = await askApt(host, command);
  if (first.code === 0) return checkPlan(action, parseSimulation(first.stdout));
  if (!isUnknownPackage(first)) throw aptError(action, first, false);
  const update = await updateLists(host, action, context);
  const second = await askApt(host, command);
  // A source that cannot be reached looks like a package that does not exist.
  if (second.code !== 0) throw aptError(action, unreachableHost(update) === undefined ? second : update, true);
  return checkPlan(action, parseSimulation(second.stdout));
}

/** Fetches the package lists. Of several sources some may fail: apt works with the rest, and so do we, unless nobody answers. */
export async function updateLists(host: Host, action: string, context: PackagerContext): Promise<RunResult> {
  context.progress('fetching package lists');
  const result = await workApt(host, updateCommand, context);
  const isReached = /^(Get|Hit):/m.test(result.stdout);
  if (result.code !== 0 || (!isReached && unreachableHost(result) !== undefined)) throw aptError(action, result, false);
  return result;
}

function checkPlan(action: string, plan: Simulation): Simulation {
  if (plan.remove.length === 0) return plan;
  const victims = plan.remove.join(', ');
  throw new DevstackError(`cannot ${action}: they conflict with ${victims}, which would have to be removed`, {
    code: 'DEVSTACK_ERR_PACKAGES',
    suggestions: [`sudo apt-get remove ${plan.remove.join(' ')}, if you do not need it`],
  });
}
