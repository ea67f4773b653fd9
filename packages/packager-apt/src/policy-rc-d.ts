import {runAsRoot} from '@devstack/package-traces';
import type {Host} from '@devstack/sdk';

/** Asked before a package starts, stops or restarts a service; 101 forbids it. */
const POLICY = '/usr/sbin/policy-rc.d';
const SAVED = `${POLICY}.before-devstack`;
const MARK = '# devstack: no service is started while it installs packages';
const CONTENT = `#!/bin/sh\n${MARK}\nexit 101\n`;

/** Forbids packages to start services. The file that was there is set aside as it is. */
async function forbidServices(host: Host): Promise<void> {
  if ((await host.stat(POLICY)) !== undefined && !(await isForbidden(host)))
    await runAsRoot(host, ['mv', '-T', POLICY, SAVED]);
  await runAsRoot(host, ['tee', POLICY], {input: CONTENT});
  await runAsRoot(host, ['chmod', '0755', POLICY]);
}

/** Puts back what was there, also what a run that was killed could not put back. Does nothing where nothing was forbidden. */
export async function allowServices(host: Host): Promise<void> {
  if (await isForbidden(host)) await runAsRoot(host, ['rm', '-f', POLICY]);
  const [now, saved] = [await host.stat(POLICY), await host.stat(SAVED)];
  if (saved !== undefined && now === undefined) await runAsRoot(host, ['mv', '-T', SAVED, POLICY]);
}

async function isForbidden(host: Host): Promise<boolean> {
  const info = await host.stat(POLICY);
  return info?.type === 'file' && ((await host.readText(POLICY)) ?? '').includes(MARK);
}

/** Does something while no service may be started. */
export async function withoutServices(host: Host, work: () => Promise<void>): Promise<void> {
  await forbidServices(host);
  try {
    await work();
  } finally {
    await allowServices(host);
  }
}
