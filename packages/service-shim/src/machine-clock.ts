import type {Host} from '@devstack/sdk';
import {parseBootTimeMs} from './process-output.ts';

/** What turns numbers of `/proc` into milliseconds and bytes. */
export interface Clock {
  readonly bootTimeMs: number;
  readonly tickMs: number;
  readonly pageBytes: number;
}

export async function readClock(host: Host): Promise<Clock> {
  const [stat, settings] = await Promise.all([
    host.readText('/proc/stat'),
    host.run(['sh', '-c', 'getconf CLK_TCK && getconf PAGESIZE'], {accept: [0, 127]}),
  ]);
  const [ticks = '100', pageBytes = '4096'] = settings.stdout.match(/\d+/g) ?? [];
  return {bootTimeMs: parseBootTimeMs(stat ?? ''), tickMs: 1000 / Number(ticks), pageBytes: Number(pageBytes)};
}
