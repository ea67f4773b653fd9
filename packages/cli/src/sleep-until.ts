import {setTimeout as sleep} from 'node:timers/promises';

/** Sleeps so long, or until the signal is aborted. */
export async function sleepUntil(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, {signal}).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
