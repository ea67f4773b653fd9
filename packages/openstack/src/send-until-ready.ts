import {setTimeout as sleep} from 'node:timers/promises';
import type {Http, HttpRequest, HttpResponse} from '@devstack/sdk';

export interface Patience {
  /** Milliseconds since the epoch after which an answer is taken as it is. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const BUSY = [429, 502, 503];

/**
 * Sends a request until the answer is not "still starting" (502, 503) or "too fast" (429), or the deadline is near.
 * @param makeRequest called for each attempt: a stream can be sent once only
 */
export async function sendUntilReady(
  http: Http,
  url: string,
  makeRequest: () => HttpRequest,
  {deadlineMs, signal}: Patience,
): Promise<HttpResponse> {
  for (let attempt = 0; ; attempt++) {
    const response = await http.request(url, makeRequest());
    const pauseMs = pauseAfter(response, attempt);
    if (!BUSY.includes(response.status) || Date.now() + pauseMs > deadlineMs) return response;
    await response.text();
    await sleep(pauseMs, undefined, signal === undefined ? {} : {signal});
  }
}

function pauseAfter({headers}: HttpResponse, attempt: number): number {
  const seconds = Number(headers['retry-after']);
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  return Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
}
