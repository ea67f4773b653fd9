const UNITS: Readonly<Record<string, number>> = {MB: 1e6, GB: 1e9};
const AMOUNT = /^(\d+(?:\.\d+)?) ?(MB|GB)$/;

/** Bytes of `1.7 GB` or `300 MB`; undefined for anything else. */
export function parseAmount(text: string): number | undefined {
  const [, number, unit] = AMOUNT.exec(text.trim()) ?? [];
  return unit === undefined ? undefined : Math.round(Number(number) * UNITS[unit]!);
}

export function formatAmount(bytes: number): string {
  return bytes < 1e9 ? `${Math.floor(bytes / 1e6)} MB` : `${Math.floor(bytes / 1e8) / 10} GB`;
}
