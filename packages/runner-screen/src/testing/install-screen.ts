import type {Host} from '@devstack/sdk';

/** Tests run real programs; a machine that has no screen gets it. */
export async function installScreen(host: Host): Promise<void> {
  if ((await host.which('screen')) !== undefined) return;
  const why = {privileged: 'the tests of a runner need its program'};
  await host.run(['apt-get', 'update'], why);
  await host.run(['apt-get', 'install', '-y', '--no-install-recommends', 'screen'], why);
}
