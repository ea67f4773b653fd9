/**
 * Run in a lab, with the variables of `devstack env`: what a user does first. Uploads an image and starts a server on the network and
 * with the flavor that are there; ends when the server is ACTIVE and has an address, and prints the address.
 */
import {randomBytes} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Named, openCloud, type Server} from './cloud-client.ts';

const POLL_MS = 50;
const IMAGE_BYTES = 1_048_576;
const NETWORK = 'private';

const ask = await openCloud();
const description = {name: 'first', disk_format: 'raw', container_format: 'bare', visibility: 'public'};
const image = await ask<Named>('image', 'POST', '/v2/images', description);
await ask('image', 'PUT', `/v2/images/${image.id}/file`, randomBytes(IMAGE_BYTES));
const {networks} = await ask<{networks: Named[]}>('network', 'GET', `/v2.0/networks?name=${NETWORK}`);
const {flavors} = await ask<{flavors: Named[]}>('compute', 'GET', '/flavors');
const request = {name: 'first', imageRef: image.id, flavorRef: flavors[0]!.id, networks: [{uuid: networks[0]!.id}]};
const {server} = await ask<{server: Named}>('compute', 'POST', '/servers', {server: request});
for (;;) {
  const {status, addresses} = (await ask<{server: Server}>('compute', 'GET', `/servers/${server.id}`)).server;
  const address = addresses[NETWORK]?.[0]?.addr;
  if (status === 'ERROR') throw new Error('the server failed');
  if (status === 'ACTIVE' && address !== undefined) {
    process.stdout.write(`${address}\n`);
    break;
  }
  await sleep(POLL_MS);
}
