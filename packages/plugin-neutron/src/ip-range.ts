/** Addresses from the first to the last, as numbers. */
interface Span {
  readonly first: number;
  readonly last: number;
}

export interface Route {
  /** `10.0.0.0/8` */
  readonly range: string;
  readonly link: string;
}

export function isIpv4Range(range: string): boolean {
  const [address = '', bits = '', ...rest] = range.split('/');
  return rest.length === 0 && isIpv4(address) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32;
}

export function overlaps(one: string, other: string): boolean {
  const [a, b] = [spanOf(one), spanOf(other)];
  return a.first <= b.last && b.first <= a.last;
}

/** The address that neutron gives to the gateway of a subnet, with the length of its range: `172.24.4.1/24`. */
export function gatewayOf(range: string): string {
  return `${formatAddress(spanOf(range).first + 1)}/${range.split('/')[1]}`;
}

/** Of /proc/net/route, without the default route. */
export function readRoutes(table: string): readonly Route[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((fields) => fields.length > 7 && fields[7] !== '00000000')
    .map((fields) => {
      const bits = countBits(readHexAddress(fields[7]!));
      return {range: `${formatAddress(readHexAddress(fields[1]!))}/${bits}`, link: fields[0]!};
    });
}

function isIpv4(address: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && address.split('.').every((part) => Number(part) <= 255);
}

function spanOf(range: string): Span {
  const [address = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(readAddress(address) / size) * size;
  return {first, last: first + size - 1};
}

function readAddress(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Four bytes, the last one first. */
function readHexAddress(hex: string): number {
  return hex.match(/../g)!.reduceRight((sum, byte) => sum * 256 + Number.parseInt(byte, 16), 0);
}

function countBits(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
