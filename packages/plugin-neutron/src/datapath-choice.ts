import type {Host, JsonObject} from '@devstack/sdk';

/** How packets flow: not at all, through Open vSwitch in user space, or through its module of the kernel. */
export type Datapath = 'none' | 'user' | 'kernel';

/** What of a machine decides. */
export interface DatapathFacts extends JsonObject {
  readonly isRoot: boolean;
  /** Loaded, or there to be loaded. It must not matter whether it is loaded: the switch has the kernel load it, whatever its datapath. */
  readonly hasModule: boolean;
}

export interface DatapathChoice {
  readonly datapath: Datapath;
  /** Where nobody asked for just that. */
  readonly why?: string;
}

const MODULE = 'openvswitch';
export const MODULE_DIRECTORY = `/sys/module/${MODULE}`;

export async function examineDatapath(host: Host): Promise<DatapathFacts> {
  const {uid} = await host.facts();
  return {isRoot: uid === 0, hasModule: await hasModule(host)};
}

/** @param facts of a machine that nobody has looked at: none */
export function chooseDatapath(option: string, {isRoot, hasModule}: Partial<DatapathFacts>): DatapathChoice {
  if (option !== 'auto') return {datapath: option as Datapath};
  if (isRoot !== true) return {datapath: 'none', why: 'a switch makes network devices, which needs root'};
  if (hasModule === true) return {datapath: 'kernel'};
  return {datapath: 'user', why: `the kernel has no module ${MODULE}`};
}

/** What OVS calls it, as the type of a bridge. */
export function bridgeType(datapath: Datapath): 'netdev' | 'system' {
  return datapath === 'kernel' ? 'system' : 'netdev';
}

/** For a person who wants to know what to expect. */
export function datapathNote({datapath, why}: DatapathChoice): string {
  const because = why === undefined ? '' : `: ${why}`;
  if (datapath === 'none') return `neutron: networks, addresses and bindings are real, but no packet flows${because}`;
  const where = datapath === 'kernel' ? 'through the kernel (Open vSwitch)' : 'through Open vSwitch in user space';
  return `neutron: packets flow ${where}${because}`;
}

/** By files alone: it is asked before anything can be run where the switch is going to be. */
async function hasModule(host: Host): Promise<boolean> {
  if ((await host.stat(MODULE_DIRECTORY)) !== undefined) return true;
  if ((await host.which('modprobe')) === undefined) return false;
  const kernel = (await host.readText('/proc/sys/kernel/osrelease'))?.trim();
  const modules = (await host.readText(`/lib/modules/${kernel}/modules.dep`)) ?? '';
  return modules.includes(`/${MODULE}.ko`);
}
