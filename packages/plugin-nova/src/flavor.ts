import type {Json, Problem} from '@devstack/sdk';

/** A size of servers. */
export interface Flavor {
  readonly name: string;
  /** MB */
  readonly ram: number;
  readonly vcpus: number;
  /** GB, like `ephemeral`. */
  readonly disk: number;
  readonly ephemeral: number;
  /** MB */
  readonly swap: number;
  /** What nova calls extra specs. */
  readonly properties: Readonly<Record<string, string>>;
}

/** As the API describes it from microversion 2.61 on. */
export interface FlavorRecord {
  readonly id: string;
  readonly name: string;
  readonly ram: number;
  readonly vcpus: number;
  readonly disk: number;
  readonly 'OS-FLV-EXT-DATA:ephemeral': number;
  /** Until 2.75 an empty text when there is none. */
  readonly swap: number | '';
  readonly extra_specs: Readonly<Record<string, string>>;
}

const SHORT = /^(\d+)\/(\d+)\/(\d+)$/;
const NAME = /^[A-Za-z0-9._-][A-Za-z0-9 ._-]{0,253}$/;
const LEAST = {ram: 1, vcpus: 1, disk: 0, ephemeral: 0, swap: 0} as const;
const KEYS = [...Object.keys(LEAST), 'properties'];

/** The flavors of the option: `512/1/1` (RAM, VCPUs, disk) or a map for each; and what is wrong with the others. */
export function readFlavors(option: Readonly<Record<string, Json>>): {
  readonly flavors: readonly Flavor[];
  readonly problems: readonly Problem[];
} {
  const flavors: Flavor[] = [];
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(option)) {
    const flavor = NAME.test(name) ? readFlavor(name, value) : undefined;
    if (flavor !== undefined) flavors.push(flavor);
    else problems.push({message: `flavor '${name}' cannot be ${JSON.stringify(value)}`, suggestion: EXAMPLE});
  }
  return {flavors, problems};
}

const EXAMPLE = 'RAM in MB, VCPUs and disk in GB: --set nova.flavors=m1.tiny=512/1/1,m1.small=2048/1/20';

function readFlavor(name: string, value: Json): Flavor | undefined {
  const [, ram, vcpus, disk] = SHORT.exec(String(value)) ?? [];
  const given = ram === undefined ? value : {ram: Number(ram), vcpus: Number(vcpus), disk: Number(disk)};
  if (!isMap(given) || Object.keys(given).some((key) => !KEYS.includes(key))) return undefined;
  const {properties = {}, ...sizes} = {ephemeral: 0, swap: 0, ...given};
  if (!isMap(properties)) return undefined;
  const isRight = Object.entries(LEAST).every(([key, least]) => isAtLeast((sizes as Record<string, Json>)[key], least));
  if (!isRight) return undefined;
  const texts = Object.entries(properties).map(([key, property]) => [key, String(property)]);
  return {name, ...(sizes as unknown as Omit<Flavor, 'name' | 'properties'>), properties: Object.fromEntries(texts)};
}

function isMap(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAtLeast(value: Json | undefined, least: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least;
}

/** The body that makes it. Its id is its name, so that it is the same flavor after a change, which nova knows only as delete and create. */
export function creationOf({name, ram, vcpus, disk, ephemeral, swap}: Flavor): object {
  return {flavor: {id: name, name, ram, vcpus, disk, 'OS-FLV-EXT-DATA:ephemeral': ephemeral, swap}};
}

export function isSameFlavor(wanted: Flavor, found: FlavorRecord): boolean {
  const sizes: readonly (readonly [unknown, unknown])[] = [
    [wanted.name, found.name],
    [wanted.ram, found.ram],
    [wanted.vcpus, found.vcpus],
    [wanted.disk, found.disk],
    [wanted.ephemeral, found['OS-FLV-EXT-DATA:ephemeral']],
    [wanted.swap, found.swap === '' ? 0 : found.swap],
  ];
  return sizes.every(([a, b]) => a === b) && sorted(wanted.properties) === sorted(found.extra_specs);
}

function sorted(properties: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
}
