import type {Http} from '@devstack/sdk';

const known = new WeakMap<AbortSignal, WeakMap<Http, Http>>();

/** HTTP that ends when the signal says so, the request for a token too. The same for everybody who has the same signal, and so one session. */
export function withSignal(http: Http, signal: AbortSignal): Http {
  const own = known.get(signal) ?? new WeakMap<Http, Http>();
  known.set(signal, own);
  const bound = own.get(http) ?? {request: (url, request) => http.request(url, {...request, signal})};
  own.set(http, bound);
  return bound;
}
