import {readFileSync, writeFileSync} from 'node:fs';
import {runOnHost} from './command.ts';

/** Labs live in 10.213.0.0/16, each in a /30 of its own: the machine's end of the pair, and the lab's. */
const network = '10.213.0.0/16';
const pairs = 0x10000 / 4;
const forwarding = '/proc/sys/net/ipv4/ip_forward';

// One transaction, and the same however often it is run: labs of several test runs share the table.
const masquerade = `
  add table ip devstack_labs
  add chain ip devstack_labs outgoing { type nat hook postrouting priority 100; }
  flush chain ip devstack_labs outgoing
  add rule ip devstack_labs outgoing ip saddr ${network} ip daddr != ${network} masquerade
`;

interface Pair {
  name: string;
  outside: string;
  inside: string;
}

function pairOf(index: number): Pair {
  const address = (last: number) => `10.213.${index >> 6}.${((index & 63) << 2) + last}`;
  return {name: `lab${index}`, outside: address(1), inside: address(2)};
}

async function uplinkMtu(): Promise<string> {
  const device = /^default .*\bdev (\S+)/m.exec(await runOnHost(['ip', 'route', 'show', 'default']))?.[1];
  return device ? readFileSync(`/sys/class/net/${device}/mtu`, 'utf8').trim() : '1500';
}

/** The name of the link is the lock on its addresses: the kernel gives it once. */
async function addPair(pid: number, mtu: string): Promise<Pair> {
  const pair = pairOf(Math.floor(Math.random() * pairs));
  const link = ['ip', 'link', 'add', pair.name, 'mtu', mtu, 'type', 'veth'] as const;
  try {
    await runOnHost([...link, 'peer', 'name', 'eth0', 'mtu', mtu, 'netns', `${pid}`]);
    return pair;
  } catch (error) {
    if (!/File exists/.test(String(error))) throw error;
    return addPair(pid, mtu);
  }
}

/** Joins a lab's network namespace to this machine and lets it reach the registries. The pair goes with the lab. */
export async function connectLab(pid: number): Promise<void> {
  await runOnHost(['nft', masquerade]);
  if (readFileSync(forwarding, 'utf8').trim() !== '1') writeFileSync(forwarding, '1');
  const {name, outside, inside} = await addPair(pid, await uplinkMtu());
  await runOnHost(['ip', 'address', 'add', `${outside}/30`, 'dev', name]);
  await runOnHost(['ip', 'link', 'set', name, 'up']);
  const ip = ['nsenter', `--net=/proc/${pid}/ns/net`, 'ip'] as const;
  await runOnHost([...ip, 'address', 'add', `${inside}/30`, 'dev', 'eth0']);
  await runOnHost([...ip, 'link', 'set', 'eth0', 'up']);
  await runOnHost([...ip, 'route', 'add', 'default', 'via', outside]);
}
