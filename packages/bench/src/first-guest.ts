/**
 * Run in a lab, with the variables of `devstack env`: boots a guest from the image tiny, gives it a floating address, waits until it answers
 * ssh, and lets it send data to this machine. Prints a {@link GuestTimes} as JSON.
 */
import {connect, createServer} from 'node:net';
import {networkInterfaces} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Named, openCloud} from './cloud-client.ts';

export interface GuestTimes {
  /** From the request for the server until its console shows user space. */
  readonly userSpaceMs: number;
  /** From the start of this program until ssh answers. */
  readonly sshMs: number;
  /** How long {@link BYTES} took from the guest to this machine. */
  readonly transferMs: number;
}

const startedMs = performance.now();
const POLL_MS = 50;
const PORT = 9000;
const BYTES = 100_000_000;
const sinceStart = () => performance.now() - startedMs;

const ask = await openCloud();
const named = async (type: string, path: string, key: string): Promise<string> => {
  const found = await ask<Record<string, Named[]>>(type, 'GET', path);
  return found[key]![0]!.id;
};
const [image, network, outside, flavors] = await Promise.all([
  named('image', '/v2/images?name=tiny', 'images'),
  named('network', '/v2.0/networks?name=private', 'networks'),
  named('network', '/v2.0/networks?name=public', 'networks'),
  ask<{flavors: Named[]}>('compute', 'GET', '/flavors'),
]);
const flavor = flavors.flavors.find(({name}) => name === 'm1.nano')!.id;

const requestedMs = sinceStart();
const fields = {name: 'guest', imageRef: image, flavorRef: flavor, networks: [{uuid: network}], user_data: userData()};
const {server} = await ask<{server: Named}>('compute', 'POST', '/servers', {server: fields});
const [userSpaceMs, address] = await Promise.all([untilUserSpace(), makeAddress()]);
while (!(await answersSsh(address))) await sleep(POLL_MS);
const sshMs = sinceStart();
const transferMs = await measureTransfer();
process.stdout.write(
  `${JSON.stringify({userSpaceMs: userSpaceMs - requestedMs, sshMs, transferMs} satisfies GuestTimes)}\n`,
);
process.exit();

async function untilUserSpace(): Promise<number> {
  for (;;) {
    const path = `/servers/${server.id}/action`;
    const answer = ask<{output: string}>('compute', 'POST', path, {'os-getConsoleOutput': {}});
    const {output} = await answer.catch(() => ({output: ''})); // there is none before it is ACTIVE
    if (output.includes('user space up')) return sinceStart();
    await sleep(POLL_MS);
  }
}

async function makeAddress(): Promise<string> {
  for (;;) {
    const {ports} = await ask<{ports: Named[]}>('network', 'GET', `/v2.0/ports?device_id=${server.id}`);
    if (ports[0] !== undefined) {
      const floatingip = {floating_network_id: outside, port_id: ports[0].id};
      const made = await ask<{floatingip: {floating_ip_address: string}}>('network', 'POST', '/v2.0/floatingips', {
        floatingip,
      });
      return made.floatingip.floating_ip_address;
    }
    await sleep(POLL_MS);
  }
}

function answersSsh(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({host, port: 22, timeout: 1000});
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.on('data', (said) => end(said.toString().startsWith('SSH-')));
    socket.on('error', () => end(false)).on('timeout', () => end(false));
  });
}

/** The guest has tried to reach us since it booted. */
function measureTransfer(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer((socket) => {
      const firstMs = performance.now();
      let received = 0;
      socket.on('data', (part) => (received += part.length));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (received >= BYTES) resolve(performance.now() - firstMs);
      });
    });
    listener.listen(PORT, '0.0.0.0');
  });
}

/** The machine is at its end of the link to the cloud. */
function userData(): string {
  const links = Object.entries(networkInterfaces()).filter(([name]) => name.startsWith('devstack'));
  const host = links[0]![1]!.find(({family}) => family === 'IPv4')!.address;
  const send = `head -c ${BYTES} /dev/zero | nc ${host} ${PORT}`;
  return Buffer.from(`#!/bin/sh\nfor i in $(seq 300); do ${send} && exit; sleep 1; done\n`).toString('base64');
}
