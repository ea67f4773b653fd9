import type {Host} from '@devstack/sdk';

/** @returns the id of the service that a window was opened for; undefined when there is none of this boot */
export async function readWindowId(host: Host, path: string): Promise<string | undefined> {
  const record = parseWindowRecord((await host.readText(path)) ?? '');
  return record?.bootId === (await host.facts()).bootId ? record.id : undefined;
}

/** The first line of a record: `window PID START BOOT ID`. What follows it is of no interest later. */
export function parseWindowRecord(text: string): {readonly id: string; readonly bootId: string} | undefined {
  const [, bootId, id] = /^window \d+ \d+ (\S+) (\S+)\n/.exec(text) ?? [];
  return bootId === undefined || id === undefined ? undefined : {id, bootId};
}
