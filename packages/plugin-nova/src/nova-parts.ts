import type {ComponentContext, Text} from '@devstack/sdk';

type Parameters = Readonly<Record<string, Text>>;

/** A configuration file that is read after the main one, for something that is not part of every cloud. */
export interface NovaPart {
  /** Of the file, and of its template. */
  readonly name: string;
  readonly parameters: Parameters;
  /** The computes alone, or the API too. */
  readonly readers: 'everybody' | 'computes';
}

type Context = Pick<ComponentContext, 'name' | 'python' | 'optionalOffer' | 'offer'>;

/** Volumes, for fake servers too. @param identity parameters of an account in the Identity service */
export function volumeParts({name, optionalOffer}: Context, identity: Parameters): readonly NovaPart[] {
  const values = optionalOffer('volumes', name)?.values;
  if (values === undefined) return [];
  const parameters = {...identity, CATALOG_INFO: values.catalog_info!};
  return [{name: 'nova-volumes.conf', parameters, readers: 'everybody'}];
}

/**
 * What others give to real guests: a hypervisor, a switch, screens.
 * @param files arguments that name the files of the compute and the given ones, for its helper that works as root
 */
export function guestParts(context: Context, files: (names: readonly string[]) => string): readonly NovaPart[] {
  const {name, python} = context;
  const {uri, virt_type: type} = context.offer('hypervisor', name).values;
  const libvirt = 'nova-libvirt.conf';
  const HELPER = `${python.script('privsep-helper')} ${files([libvirt])}`;
  const network = context.optionalOffer('switch', name)?.values;
  const screens = context.optionalOffer('console', name)?.values;
  return [
    {name: libvirt, parameters: {URI: uri!, VIRT_TYPE: type!, HELPER}, readers: 'computes'},
    ...partIf(network, (values) => ({
      name: 'nova-switch.conf',
      parameters: {OVSDB: values.ovsdb!, HELPER},
      readers: 'computes',
    })),
    ...partIf(screens, (values) => ({
      name: 'nova-screens.conf',
      parameters: {URL: values.url!},
      readers: 'everybody',
    })),
  ];
}

function partIf(values: Parameters | undefined, make: (values: Parameters) => NovaPart): readonly NovaPart[] {
  return values === undefined ? [] : [make(values)];
}
