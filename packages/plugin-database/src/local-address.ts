/** An address under which this machine reaches what is bound to `bind`. */
export function localAddress(bind: string): string {
  if (bind === '0.0.0.0') return '127.0.0.1';
  return bind === '::' ? '::1' : bind;
}

/** An IPv6 address in brackets. */
export function addressInUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
