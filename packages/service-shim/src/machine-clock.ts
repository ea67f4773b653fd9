import type {Host} from '@devstack/sdk';
import {parseBootTimeMs} from './process-output.ts';

/** What turns numbers of `/proc` into milliseconds and bytes. */
export interface Clock {
  readonly bootTimeMs: number;
  readonly tickMs: number;
  readonly pageBytes: number;
}

const PAGE_SIZE = 6n;
const CLOCK_TICKS = 17n;

/** What a C program asks `sysconf` for, the kernel gives every program at its start. */
export async function readClock(host: Host): Promise<Clock> {
  const [stat, vector] = await Promise.all([host.readText('/proc/stat'), host.readFile('/proc/self/auxv')]);
  const values = parseAuxiliaryVector(vector ?? new Uint8Array());
  return {
    bootTimeMs: parseBootTimeMs(stat ?? ''),
    tickMs: 1000 / (values.get(CLOCK_TICKS) ?? 100),
    pageBytes: values.get(PAGE_SIZE) ?? 4096,
  };
}

/** Pairs of a type and a value, in the words of a 64-bit machine. */
export function parseAuxiliaryVector(bytes: Uint8Array): ReadonlyMap<bigint, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Map<bigint, number>();
  for (let offset = 0; offset + 16 <= bytes.byteLength; offset += 16) {
    values.set(view.getBigUint64(offset, true), Number(view.getBigUint64(offset + 8, true)));
  }
  return values;
}
