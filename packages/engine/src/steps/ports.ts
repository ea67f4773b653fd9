import {DevstackError, type Host} from '@devstack/sdk';

const LISTEN = '0A';

/** Inodes of the sockets that listen on each port, from the text of /proc/net/tcp or tcp6. */
export function parseListeners(table: string): Map<number, string[]> {
  const listeners = new Map<number, string[]>();
  for (const line of table.split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== LISTEN || local === undefined || inode === undefined) continue;
    const port = Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16);
    listeners.set(port, [...(listeners.get(port) ?? []), inode]);
  }
  return listeners;
}

/** Which of the ports somebody listens on, with the inodes of their sockets. */
export async function findListeners(host: Host, ports: readonly number[]): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const listeners = parseListeners((await host.readText(file)) ?? '');
    for (const port of ports) {
      const inodes = listeners.get(port);
      if (inodes !== undefined) found.set(port, [...(found.get(port) ?? []), ...inodes]);
    }
  }
  return found;
}

/** `sshd (pid 812)`; undefined when the owner cannot be seen, as another user's without root. */
export async function findOwner(host: Host, inodes: readonly string[]): Promise<string | undefined> {
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of ((await host.list('/proc')) ?? []).filter((name) => /^\d+$/.test(name))) {
    if (!(await holdsSocket(host, pid, sockets))) continue;
    const name = programName((await host.readText(`/proc/${pid}/cmdline`).catch(() => undefined)) ?? '');
    return `${name || 'a program'} (pid ${pid})`;
  }
  return undefined;
}

/** `nginx` of `nginx: master process`, `node` of `/usr/bin/node`. Not comm: the name of the main thread, which a program may choose. */
export function programName(commandLine: string): string {
  const [program = ''] = commandLine.split(/[\0 ]/);
  return program.slice(program.lastIndexOf('/') + 1).replace(/:$/, '');
}

async function holdsSocket(host: Host, pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const directory = `/proc/${pid}/fd`;
  const descriptors = await host.list(directory).catch(() => undefined);
  for (const descriptor of descriptors ?? []) {
    const info = await host.stat(`${directory}/${descriptor}`).catch(() => undefined);
    if (info?.target !== undefined && sockets.has(info.target)) return true;
  }
  return false;
}

export function portInUse(service: string, port: number, owner: string | undefined): DevstackError {
  const holder = owner ?? 'another program';
  return new DevstackError(`cannot start ${service}: port ${port} is held by ${holder}`, {
    code: 'DEVSTACK_ERR_PORT_IN_USE',
    suggestions: [
      owner === undefined ? `see who it is with: ss -ltnp 'sport = :${port}'` : `stop ${owner}`,
      `or give ${service} another port: the options of ${service.split('/')[0]} are in devstack config show`,
    ],
  });
}
