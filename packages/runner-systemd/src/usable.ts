import {type Host, messageOf, type Usable} from '@devstack/sdk';
import {type Manager, runtimeDirectory} from './manager.ts';
import {systemctl} from './systemctl-commands.ts';

const OTHER = 'use another runner: --runner fork';

/** Whether a manager of systemd is there and answers, and what to do if not. */
export async function checkUsable(host: Host, manager: Manager): Promise<Usable> {
  for (const program of ['systemctl', 'journalctl']) {
    if ((await host.which(program)) === undefined) return unusable(`there is no program '${program}'`, OTHER);
  }
  if ((await host.stat('/run/systemd/system')) === undefined) {
    return unusable('systemd does not run this machine (it is not process 1)', OTHER);
  }
  const problem = manager.scope === 'user' ? await checkUser(host) : undefined;
  if (problem !== undefined) return problem;
  try {
    await manager.run(systemctl(manager.scope, 'show', '--property=Version'));
    return {usable: true};
  } catch (error) {
    return unusable(`systemd does not answer: ${messageOf(error)}`, OTHER);
  }
}

/** A user's manager ends with the user's last session, and all services with it, unless the user lingers. */
async function checkUser(host: Host): Promise<Usable | undefined> {
  const {uid, user} = await host.facts();
  const linger = `sudo loginctl enable-linger ${user}`;
  if ((await host.stat(`/var/lib/systemd/linger/${user}`)) === undefined) {
    return unusable(`services of ${user} end when ${user} logs out`, linger);
  }
  if ((await host.stat(`${runtimeDirectory(uid)}/systemd/private`)) !== undefined) return undefined;
  return unusable(`no systemd runs for ${user}`, `${linger}; sudo systemctl restart user@${uid}.service`);
}

function unusable(why: string, fix: string): Usable {
  return {usable: false, why, fix};
}
