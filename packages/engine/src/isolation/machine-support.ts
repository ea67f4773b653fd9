import type {Host} from '@devstack/sdk';
import {messageOf} from '@devstack/sdk';

const PROGRAMS = ['unshare', 'nsenter', 'setpriv', 'setsid', 'flock'];

/** Why there can be no namespaces; undefined when there can. Tries it: a container often forbids them, whoever one is. */
export async function whyNotHere(machine: Host): Promise<string | undefined> {
  const {uid, user} = await machine.facts();
  if (uid !== 0) return `only root can make them, and ${user} runs devstack`;
  for (const program of PROGRAMS) {
    if ((await machine.which(program)) === undefined) return `there is no program '${program}' (util-linux)`;
  }
  return machine
    .run(['unshare', '--net', '--mount', '--pid', '--ipc', '--fork', '--propagation', 'private', 'true'])
    .then(
      () => undefined,
      (error: unknown) => `this machine does not allow them: ${messageOf(error)}`,
    );
}
