import type {Problem} from '@devstack/sdk';
import type {Datapath} from './datapath-choice.ts';
import {overlaps, type Route} from './ip-range.ts';

/** What of a machine decides whether a switch can be made there. */
export interface SwitchSurroundings {
  readonly isRoot: boolean;
  readonly hasTun: boolean;
  readonly hasModule: boolean;
  /** Names of network links. */
  readonly links: readonly string[];
  readonly routes: readonly Route[];
  /** An ovs-vswitchd runs in the same network namespace. */
  readonly isSwitchRunning: boolean;
}

export interface WantedSwitch {
  readonly datapath: Datapath;
  /** Without the one that ovn-controller makes. */
  readonly bridges: readonly string[];
  readonly ranges: readonly string[];
}

export const INNER_BRIDGE = 'br-int';
/** Links that Open vSwitch makes beside its bridges. */
const OWN_LINK = {user: 'ovs-netdev', kernel: 'ovs-system', none: ''} as const;

const WITHOUT = '--set neutron.datapath=none';

/** Everything that stands in the way of a new switch, all at once. */
export function switchProblems(wanted: WantedSwitch, machine: SwitchSurroundings): readonly Problem[] {
  return [...meansProblems(wanted, machine), ...linkProblems(wanted, machine), ...rangeProblems(wanted, machine)];
}

export function switchLinks({datapath, bridges}: WantedSwitch): readonly string[] {
  return [OWN_LINK[datapath], INNER_BRIDGE, ...bridges];
}

function meansProblems({datapath}: WantedSwitch, {isRoot, hasTun, hasModule}: SwitchSurroundings): readonly Problem[] {
  const root = {
    message: `datapath ${datapath} makes network devices, which needs root`,
    suggestion: `run it as root, or do without: ${WITHOUT}`,
  };
  const tun = {
    message: '/dev/net/tun is missing, and a switch in user space makes its links with it',
    suggestion: `modprobe tun && mkdir -p /dev/net && mknod -m 666 /dev/net/tun c 10 200; or do without: ${WITHOUT}`,
  };
  const module = {
    message: 'the module openvswitch of the kernel is not there',
    suggestion: '--set neutron.datapath=user',
  };
  return [
    ...(isRoot ? [] : [root]),
    ...(datapath === 'user' && !hasTun ? [tun] : []),
    ...(datapath === 'kernel' && !hasModule ? [module] : []),
  ];
}

function linkProblems(wanted: WantedSwitch, {links, isSwitchRunning}: SwitchSurroundings): readonly Problem[] {
  const taken = switchLinks(wanted).filter((name) => links.includes(name));
  if (taken.length === 0) return [];
  const isOne = taken.length === 1;
  const names = `${isOne ? 'link' : 'links'} ${taken.join(', ')}`;
  if (isSwitchRunning)
    return [
      {
        message: `another Open vSwitch runs here, and has the ${names}`,
        suggestion: `stop it (systemctl stop openvswitch-switch), or do without: ${WITHOUT}`,
      },
    ];
  const remove = taken.map((name) => `ip link delete ${name}`).join('; ');
  return [
    {
      message: `the ${names} ${isOne ? 'exists' : 'exist'} already, though no Open vSwitch runs`,
      suggestion: `if ${isOne ? 'it is' : 'they are'} nobody's: ${remove}`,
    },
  ];
}

function rangeProblems({ranges, bridges}: WantedSwitch, {routes}: SwitchSurroundings): readonly Problem[] {
  return ranges.flatMap((range) => {
    const route = routes.find(({link, range: used}) => !bridges.includes(link) && overlaps(range, used));
    if (route === undefined) return [];
    return [
      {
        message: `the floating range ${range} is in use on this machine: ${route.range} is reached through ${route.link}`,
        suggestion: 'choose a range that is free: --set neutron.floating_range=172.24.5.0/24',
      },
    ];
  });
}
