import {createHash} from 'node:crypto';

/** A host as OVN knows it. */
export interface Chassis {
  /** A UUID, and always the same for a host: neutron shows it as the id of an agent. */
  readonly name: string;
  readonly host: string;
  /** On loopback, and of no other chassis: OVN refuses two tunnels that end at the same address. */
  readonly address: string;
}

/** A host without an ovn-controller. */
export function chassisOf(host: string): Chassis {
  const digest = digestOf(`ovn-chassis ${host}`);
  return {name: uuidFrom(digest), host, address: `127.${digest[16]}.${digest[17]}.${1 + (digest[18]! % 254)}`};
}

/** The name of the chassis that the ovn-controller of a host registers. */
export function controllerOf(host: string): string {
  return uuidFrom(digestOf(`ovn-controller ${host}`));
}

/** What makes those that are there those that are wanted. */
export function chassisChange(
  wanted: readonly Chassis[],
  known: readonly Chassis[],
): Record<'add' | 'change' | 'remove', readonly Chassis[]> {
  const isIn = (list: readonly Chassis[]) => (chassis: Chassis) => list.some(({name}) => name === chassis.name);
  const [isKnown, isWanted] = [isIn(known), isIn(wanted)];
  return {
    add: wanted.filter((chassis) => !isKnown(chassis)),
    change: wanted.filter(isKnown),
    remove: known.filter((chassis) => !isWanted(chassis)),
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Version 8: its bits mean what its maker likes. */
function uuidFrom(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
