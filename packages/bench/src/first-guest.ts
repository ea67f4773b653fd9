/**
 * Run in a lab, with the variables of `devstack env`: boots a guest from the image tiny, gives it a floating address, waits until it answers
 * ssh, and fetches data from it. Prints a {@link GuestTimes} as JSON.
 */
import {connect} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Named, openCloud} from './cloud-client.ts';

export interface GuestTimes {
  /** From the request for the server until its console shows user space. */
  readonly userSpaceMs: number;
  /** From the start of this program until ssh answers. */
  readonly sshMs: number;
  /** How long 96 MiB took from the guest to this machine. */
  readonly transferMs: number;
}

const startedMs = performance.now();
const POLL_MS = 50;
/** Each look at the console is work for the machine that boots the guest. */
const CONSOLE_POLL_MS = 500;
const FILE_MIB = 32;
const FETCHES = 3;
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
const transferMs = await measureTransfer(address);
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
    await sleep(CONSOLE_POLL_MS);
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

/** The guest holds its file in memory, and its web server answers whole files at once: neither disk nor program is measured. */
async function measureTransfer(host: string): Promise<number> {
  await openPort(80);
  const url = `http://${host}/data`;
  while ((await sizeOf(url)) < FILE_MIB * 2 ** 20) await sleep(POLL_MS);
  const firstMs = performance.now();
  for (let time = 0; time < FETCHES; time++) await (await fetch(url)).arrayBuffer();
  return performance.now() - firstMs;
}

async function openPort(port: number): Promise<void> {
  const {security_groups: groups} = await ask<{security_groups: {id: string; project_id: string}[]}>(
    'network',
    'GET',
    '/v2.0/security-groups?name=default',
  );
  const {ports} = await ask<{ports: {security_groups: string[]}[]}>(
    'network',
    'GET',
    `/v2.0/ports?device_id=${server.id}`,
  );
  const group = groups.find(({id}) => ports[0]!.security_groups.includes(id))!;
  const rule = {
    security_group_id: group.id,
    direction: 'ingress',
    protocol: 'tcp',
    port_range_min: port,
    port_range_max: port,
  };
  await ask('network', 'POST', '/v2.0/security-group-rules', {security_group_rule: rule});
}

async function sizeOf(url: string): Promise<number> {
  const answer = await fetch(url, {method: 'HEAD', signal: AbortSignal.timeout(2000)}).catch(() => undefined);
  return Number(answer?.headers.get('content-length') ?? 0);
}

function userData(): string {
  const script = `#!/bin/sh\ndd if=/dev/zero of=/run/www/data bs=1M count=${FILE_MIB}\n`;
  return Buffer.from(script).toString('base64');
}
