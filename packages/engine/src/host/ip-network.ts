/** An IPv4 network: its first address as a number, and the length of its prefix. */
export interface Network {
  readonly address: number;
  readonly length: number;
}

export function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
}

/** `10.231.0.0/16`; undefined for what is not that. Bits behind the prefix do not count. */
export function parseNetwork(text: string): Network | undefined {
  const [, address, length] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text) ?? [];
  if (address === undefined || Number(length) > 32) return undefined;
  if (address.split('.').some((part) => Number(part) > 255)) return undefined;
  const size = 2 ** (32 - Number(length));
  return {address: Math.floor(toNumber(address) / size) * size, length: Number(length)};
}

export function showNetwork({address, length}: Network): string {
  return `${toAddress(address)}/${length}`;
}

export function contains({address, length}: Network, number: number): boolean {
  return number >= address && number < address + 2 ** (32 - length);
}

export function overlaps(one: Network, other: Network): boolean {
  return contains(one, other.address) || contains(other, one.address);
}
