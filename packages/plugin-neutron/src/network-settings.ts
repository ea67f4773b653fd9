import {isIP} from 'node:net';
import type {Json, JsonObject, Problem} from '@devstack/sdk';

/** A network as the configuration declares it, with everything that it leaves out. */
export interface NetworkSettings {
  readonly name: string;
  readonly cidrs: readonly string[];
  readonly isExternal: boolean;
  readonly isShared: boolean;
  readonly hasDhcp: boolean;
  /** `flat`, `vlan`, `geneve`, `local`; neutron chooses when missing. */
  readonly type?: string;
  readonly physicalNetwork?: string;
  readonly segment?: number;
  readonly dns: readonly string[];
  /** The external network that a router connects it with. */
  readonly routedTo?: string;
}

type Reading = {readonly settings: NetworkSettings} | {readonly problem: string};
type Check = (value: Json) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isYesOrNo: Check = (value) => typeof value === 'boolean';
const isListOf = (isItem: Check) => (value: Json) => (Array.isArray(value) ? value.every(isItem) : isItem(value));
const isAddress: Check = (value) => typeof value === 'string' && isIP(value) !== 0;

/** What each key of a network must be, in words and in code. */
const KEYS: Readonly<Record<string, readonly [string, Check]>> = {
  cidr: ['a range of addresses such as 10.11.0.0/24, or a list of them', isListOf(isCidr)],
  external: ['true or false', isYesOrNo],
  shared: ['true or false', isYesOrNo],
  dhcp: ['true or false', isYesOrNo],
  type: ['one of flat, vlan, geneve, local', (value) => ['flat', 'vlan', 'geneve', 'local'].includes(String(value))],
  physical_network: ['the name of a physical network', isText],
  segment: ['a number', (value) => Number.isSafeInteger(value)],
  dns: ['an address, or a list of them', isListOf(isAddress)],
  routed_to: ['the name of an external network', isText],
};

/** The networks in the option `networks`, sorted by name; those with a mistake are left out. */
export function readNetworks(option: JsonObject): readonly NetworkSettings[] {
  return readAll(option).flatMap((reading) => ('settings' in reading ? [reading.settings] : []));
}

export function networkProblems(option: JsonObject, physicalNetworks: readonly string[]): readonly Problem[] {
  const mistakes = readAll(option).flatMap((reading) => ('problem' in reading ? [reading.problem] : []));
  const networks = readNetworks(option);
  const external = networks.filter(({isExternal}) => isExternal).map(({name}) => name);
  const lost = networks
    .filter(({routedTo}) => routedTo !== undefined && !external.includes(routedTo))
    .map(
      ({name, routedTo}) =>
        `network ${name} is routed to ${routedTo}, which is no external network of neutron.networks`,
    );
  const nowhere = networks
    .filter(({physicalNetwork: physical}) => physical !== undefined && !physicalNetworks.includes(physical))
    .map(
      ({name, physicalNetwork}) => `network ${name} is on ${physicalNetwork}, which neutron.physical_networks lacks`,
    );
  return [...mistakes, ...lost, ...nowhere].map((message) => ({message}));
}

/** Of an address, or of a range of addresses. */
export function familyOf(address: string): 4 | 6 {
  return isIP(address.split('/')[0]!) === 6 ? 6 : 4;
}

/** A subnet takes only name servers of its own family. */
export function dnsOf({dns}: NetworkSettings, cidr: string): readonly string[] {
  return dns.filter((address) => familyOf(address) === familyOf(cidr));
}

function readAll(option: JsonObject): readonly Reading[] {
  return Object.entries(option)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => readNetwork(name, value ?? {}));
}

/** A text is short for a network that has only a range of addresses. */
function readNetwork(name: string, value: Json): Reading {
  const given = typeof value === 'string' ? {cidr: value} : value;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return {problem: `network ${name} is ${JSON.stringify(value)}, and should say its cidr`};
  const wrong = Object.entries(given).find(([key, of]) => of === undefined || KEYS[key]?.[1](of) !== true);
  if (wrong !== undefined) return {problem: explainKey(name, wrong)};
  return {settings: settingsOf(name, given as JsonObject)};
}

function explainKey(network: string, [key, value]: readonly [string, unknown]): string {
  const known = KEYS[key];
  if (known === undefined)
    return `network ${network} has the unknown key '${key}'; known are ${Object.keys(KEYS).join(', ')}`;
  return `${key} of network ${network} is ${JSON.stringify(value)}, and should be ${known[0]}`;
}

function settingsOf(name: string, given: JsonObject): NetworkSettings {
  const isExternal = given.external === true;
  const physicalNetwork = given.physical_network as string | undefined;
  const type = (given.type as string | undefined) ?? (physicalNetwork === undefined ? undefined : 'flat');
  return {
    name,
    cidrs: listOf(given.cidr),
    isExternal,
    isShared: given.shared === true,
    hasDhcp: (given.dhcp as boolean | undefined) ?? !isExternal,
    ...(type === undefined ? {} : {type}),
    ...(physicalNetwork === undefined ? {} : {physicalNetwork}),
    ...(given.segment === undefined ? {} : {segment: given.segment as number}),
    dns: listOf(given.dns),
    ...(given.routed_to === undefined ? {} : {routedTo: given.routed_to as string}),
  };
}

function listOf(value: Json | undefined): readonly string[] {
  return value === undefined ? [] : ([value].flat() as string[]);
}

function isCidr(value: Json): boolean {
  const [address = '', bits = '', ...rest] = String(value).split('/');
  const most = {0: -1, 4: 32, 6: 128}[isIP(address)] ?? -1;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
