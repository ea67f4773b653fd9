import {DevstackError, type Host, type PackageRequest, type PackagerContext} from '@devstack/sdk';
import {dnfArgument, planCommand} from './dnf-commands.ts';
import {unknownPackages} from './dnf-errors.ts';
import {type DnfPlan, parsePlan} from './dnf-output.ts';
import {explainFailure, workDnf} from './dnf-run.ts';

/** What dnf would do. Fetches new lists when no source has a package. Throws when packages that are there would have to go. */
export async function planInstall(
  host: Host,
  requests: readonly PackageRequest[],
  context: PackagerContext,
): Promise<DnfPlan> {
  const action = `install packages ${requests.map(dnfArgument).join(', ')}`;
  let result = await workDnf(host, planCommand(requests, false), context);
  if (unknownPackages(result).length > 0) {
    context.progress('fetching package lists');
    result = await workDnf(host, planCommand(requests, true), context);
  }
  const plan = parsePlan(result.stdout);
  // To say no is a failure for dnf, too.
  if (plan.install.length + plan.upgrade.length === 0 || unknownPackages(result).length > 0) {
    throw await explainFailure(host, action, result);
  }
  if (plan.remove.length === 0) return plan;
  throw new DevstackError(`cannot ${action}: ${plan.remove.join(', ')} would have to be removed`, {
    code: 'DEVSTACK_ERR_PACKAGES',
    suggestions: [`sudo dnf remove ${plan.remove.join(' ')}, if you do not need it`],
  });
}
