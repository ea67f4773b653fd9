interface LinkRecord {
  readonly addr_info: readonly {readonly local: string; readonly prefixlen: number; readonly scope: string}[];
}

/** `172.24.4.1/24`, of what `ip -json address show` prints. */
export function globalAddresses(output: string): readonly string[] {
  return (JSON.parse(output) as readonly Partial<LinkRecord>[]).flatMap(({addr_info: addresses = []}) =>
    addresses.filter(({scope}) => scope === 'global').map(({local, prefixlen}) => `${local}/${prefixlen}`),
  );
}

/** Names in /proc/net/dev. */
export function readLinks(table: string): readonly string[] {
  return table.split('\n').flatMap((line) => /^\s*([^\s:]+):/.exec(line)?.[1] ?? []);
}

/** Whether something is mounted there, by /proc/self/mountinfo. */
export function isMounted(mounts: string, path: string): boolean {
  return mounts.split('\n').some((line) => line.split(' ')[4] === path);
}

/** Those of guests, and of the agent: called after the first half of a UUID of neutron. Other ports are somebody else's. */
export function guestPorts(ports: readonly string[]): readonly string[] {
  return ports.filter((name) => /^tap[0-9a-f]{8}-[0-9a-f]{2}$/.test(name));
}
