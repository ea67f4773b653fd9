import {DevstackError, type Http} from '@devstack/sdk';

/** HTTP as Node does it; the engine's does more. */
export const plainHttp: Http = {
  async request(url, {method = 'GET', headers = {}, signal} = {}) {
    const response = await fetch(url, {method, headers, ...(signal === undefined ? {} : {signal})}).catch((cause) => {
      throw new DevstackError(`cannot reach ${new URL(url).host}`, {code: 'DEVSTACK_ERR_NETWORK', cause});
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: () => response.text(),
      json: () => response.json() as Promise<unknown>,
      body: () => (response.body ?? []) as AsyncIterable<Uint8Array>,
    };
  },
};
