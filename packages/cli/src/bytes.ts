const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `512 B`, `132 MB`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  const exponent = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const amount = bytes / 1000 ** exponent;
  return `${amount.toFixed(exponent > 0 && amount < 10 ? 1 : 0)} ${UNITS[exponent]}`;
}
