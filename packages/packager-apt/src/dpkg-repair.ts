import {readClock, runAsRoot} from '@devstack/package-traces';
import type {Host, PackagerContext} from '@devstack/sdk';
import {auditCommand, configureCommand, fixCommand, removeAptLinksCommand, simulateFixCommand} from './apt-commands.ts';
import {aptError} from './apt-errors.ts';
import {parseSimulation} from './apt-output.ts';
import {askApt, workApt} from './apt-run.ts';
import {readPackages} from './dpkg-state.ts';
import {withoutServices} from './policy-rc-d.ts';

/**
 * Completes what dpkg was doing when it was killed: apt refuses to work until somebody does.
 * @param ours packages whose removal may be what was interrupted
 */
export async function repairDpkg(host: Host, ours: ReadonlySet<string>, context: PackagerContext): Promise<void> {
  if (await isInterrupted(host)) await withoutServices(host, () => completeWork(host, ours, context));
}

async function completeWork(host: Host, ours: ReadonlySet<string>, context: PackagerContext): Promise<void> {
  context.progress('repairing an interrupted installation of packages');
  const now = await readClock(host);
  // Packages of which dpkg has not seen everything they need cannot be configured yet, and dpkg fails; apt then brings the rest.
  await workApt(host, configureCommand, context);
  // Without being told apt would only try to configure the torn ones, and fail.
  const torn = (await readPackages(host)).filter((known) => known.torn).map(({name}) => name);
  const fixed = await workApt(host, fixCommand(torn, await mayRemove(host, ours)), context);
  if (fixed.code !== 0) throw aptError('repair an interrupted installation of packages', fixed, false);
  // Whoever held the lock before is gone, and so is the owner of what is older.
  await runAsRoot(host, removeAptLinksCommand(now));
}

async function mayRemove(host: Host, ours: ReadonlySet<string>): Promise<boolean> {
  const {remove} = parseSimulation((await askApt(host, simulateFixCommand)).stdout);
  return remove.every((name) => ours.has(name));
}

async function isInterrupted(host: Host): Promise<boolean> {
  const journal = (await host.list('/var/lib/dpkg/updates')) ?? [];
  if (journal.some((name) => /^\d+$/.test(name))) return true;
  return (await askApt(host, auditCommand)).stdout.trim() !== '';
}
