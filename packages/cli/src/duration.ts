/** `0.4s`, `12.3s`, `1m 05s`, `2h 03m`, `4d 02h`: three or four characters tell enough. */
export function formatDuration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return twoUnits(seconds, 60, 'm', 's');
  if (seconds < 86_400) return twoUnits(Math.floor(seconds / 60), 60, 'h', 'm');
  return twoUnits(Math.floor(seconds / 3600), 24, 'd', 'h');
}

function twoUnits(amount: number, size: number, large: string, small: string): string {
  return `${Math.floor(amount / size)}${large} ${String(amount % size).padStart(2, '0')}${small}`;
}
