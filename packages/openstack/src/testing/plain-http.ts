import {DevstackError, type Http, type HttpResponse, messageOf} from '@devstack/sdk';

/** HTTP as the engine gives it to plugins, as small as it can be. */
export function createPlainHttp(): Http {
  return {
    async request(url, {method = 'GET', headers = {}, body, signal} = {}): Promise<HttpResponse> {
      const init = {method, headers, ...(signal && {signal}), ...(body !== undefined && {body, duplex: 'half'})};
      try {
        const response = await fetch(url, init as RequestInit);
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          text: () => response.text(),
          json: () => response.json() as Promise<unknown>,
          body: () => response.body as AsyncIterable<Uint8Array>,
        };
      } catch (cause) {
        throw new DevstackError(`cannot reach ${new URL(url).host}: ${messageOf(cause)}`, {
          code: 'DEVSTACK_ERR_NETWORK',
          cause,
        });
      }
    },
  };
}
