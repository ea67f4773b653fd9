import type {Host, PackagerContext} from '@devstack/sdk';
import {auditCommand, configureCommand, fixBrokenCommand} from './apt-commands.ts';
import {aptError} from './apt-errors.ts';
import {askApt, workApt} from './apt-run.ts';
import {withoutServices} from './policy-rc-d.ts';

/** Completes what dpkg was doing when it was killed: apt refuses to work until somebody does. */
export async function repairDpkg(host: Host, context: PackagerContext): Promise<void> {
  if (await isInterrupted(host)) await withoutServices(host, () => completeWork(host, context));
}

async function completeWork(host: Host, context: PackagerContext): Promise<void> {
  context.progress('repairing an interrupted installation of packages');
  // Packages of which dpkg has not seen everything they need cannot be configured yet, and dpkg fails; apt then brings the rest.
  await workApt(host, configureCommand, context);
  const fixed = await workApt(host, fixBrokenCommand, context);
  if (fixed.code === 0) return;
  const again = await workApt(host, configureCommand, context);
  if (again.code !== 0 || (await isInterrupted(host))) {
    throw aptError('repair an interrupted installation of packages', fixed, false);
  }
}

async function isInterrupted(host: Host): Promise<boolean> {
  const journal = (await host.list('/var/lib/dpkg/updates')) ?? [];
  if (journal.some((name) => /^\d+$/.test(name))) return true;
  return (await askApt(host, auditCommand)).stdout.trim() !== '';
}
