import type {ComponentContext, Text} from '@devstack/sdk';
import type {Hypervisor} from './hypervisor.ts';

/** A configuration file that is read after the main one, for something that is not part of every cloud. */
export interface NovaPart {
  /** Of the file, and of its template. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, Text>>;
  /** Who reads it besides the computes: the API too, or nobody. */
  readonly readers: 'everybody' | 'computes';
}

type Context = Pick<ComponentContext, 'name' | 'python' | 'optionalOffer' | 'offer'>;

/**
 * What others give to guests: a hypervisor, a switch, volumes, a console.
 * @param files paths of the files that a compute reads, for its helper that works as root
 */
export function novaParts(
  context: Context,
  hypervisor: Hypervisor,
  identity: Readonly<Record<string, Text>>,
  files: (names: readonly string[]) => string,
): readonly NovaPart[] {
  if (hypervisor === 'fake') return [];
  const {name, python} = context;
  const {uri, virt_type: type} = context.offer('hypervisor', name).values;
  const helper = `${python.script('privsep-helper')} ${files(['nova-libvirt.conf'])}`;
  const libvirt: NovaPart = {
    name: 'nova-libvirt.conf',
    parameters: {URI: uri!, VIRT_TYPE: type!, HELPER: helper},
    readers: 'computes',
  };
  const given = (capability: string): Readonly<Record<string, Text | undefined>> | undefined =>
    context.optionalOffer(capability, name)?.values;
  const [network, volumes, screens] = [given('switch'), given('block-storage'), given('console')];
  return [
    libvirt,
    ...(network === undefined ? [] : [switchPart(network.ovsdb!, helper)]),
    ...(volumes === undefined
      ? []
      : [{name: 'nova-volumes.conf', parameters: identity, readers: 'everybody'} as const]),
    ...(screens === undefined ? [] : [screensPart(screens.url!)]),
  ];
}

function switchPart(ovsdb: Text, helper: string): NovaPart {
  return {name: 'nova-switch.conf', parameters: {OVSDB: ovsdb, HELPER: helper}, readers: 'computes'};
}

function screensPart(url: Text): NovaPart {
  return {name: 'nova-screens.conf', parameters: {URL: url}, readers: 'everybody'};
}
