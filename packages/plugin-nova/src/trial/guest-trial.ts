import {hasService} from '@devstack/openstack';
import type {CheckContext} from '@devstack/sdk';
import {GuestConsole} from './guest-console.ts';
import {GuestShell, type KeyPair, makeKeyPair} from './guest-shell.ts';
import {GONE, TRIAL_NAME, type Trial} from './trial.ts';
import {TrialNetwork} from './trial-network.ts';
import {type ServerParts, TrialServers} from './trial-server.ts';
import {TrialVolume} from './trial-volume.ts';

/** Without hardware virtualisation, on a busy machine. */
const PATIENCE_MS = 240_000;
const MEMORY_MB = 192;
const MARK = 'devstack-user-data-ran';
const DEVICE = '/dev/vdb';

interface Guest {
  readonly id: string;
  readonly address: string;
  readonly console: GuestConsole;
}

/** Servers in which something runs: booted, found by their addresses, entered, given a volume, and taken away. */
export class GuestTrial {
  readonly #trial: Trial;
  readonly #step: CheckContext['step'];
  readonly #servers: TrialServers;
  readonly #networks: TrialNetwork;

  constructor(trial: Trial, step: CheckContext['step']) {
    this.#trial = trial;
    this.#step = step;
    this.#servers = new TrialServers(trial, PATIENCE_MS);
    this.#networks = new TrialNetwork(trial);
  }

  async run(image: string): Promise<void> {
    const step = this.#step;
    const key = await step('make a keypair', () => this.#makeKey());
    const outside = await this.#networks.findOutside();
    const {network, subnet} = await step('make a network', () => this.#networks.make());
    if (outside !== undefined) await step('connect it with the outside', () => this.#networks.connect(subnet, outside));
    const group = await step('make a security group', () => this.#networks.makeSecurityGroup());
    const flavor = await step('make a flavor', () => this.#servers.makeFlavor(MEMORY_MB));
    const extra = {key_name: TRIAL_NAME, security_groups: [{name: group}], user_data: userData()};
    const [first, second] = await this.#boot({image, flavor, network}, extra);
    if (outside !== undefined) {
      const shell = await this.#enter(first, outside, key);
      await step('TCP from guest to guest', () => shell.run(`nc -w 20 ${second.address} 22 </dev/null | grep -q SSH`));
      if (await hasService(this.#trial.session, 'block-storage')) await this.#useVolume(first.id, shell);
    }
    await step('delete the servers', () => Promise.all([first, second].map(({id}) => this.#servers.deleteServer(id))));
  }

  async #makeKey(): Promise<KeyPair> {
    const key = await makeKeyPair();
    const keypair = {name: TRIAL_NAME, type: 'ssh', public_key: key.publicKey};
    await this.#trial.tell('compute', 'POST', '/os-keypairs', {keypair});
    const {session, cleanUp, optionsFor} = this.#trial;
    const options = {...optionsFor.call(this.#trial, 'compute'), accept: GONE};
    cleanUp(() => session.request('compute', 'DELETE', `/os-keypairs/${TRIAL_NAME}`, undefined, options));
    return key;
  }

  async #boot(parts: ServerParts, extra: object): Promise<readonly [Guest, Guest]> {
    const step = this.#step;
    const made = await step('boot two servers from the image', () =>
      Promise.all([this.#servers.makeServer(parts, extra), this.#servers.makeServer(parts, extra)]),
    );
    const guests = await step('they are ACTIVE', () => Promise.all(made.map((id) => this.#untilActive(id))));
    const both = (work: (guest: Guest) => Promise<void>) => Promise.all(guests.map(work));
    const said = (what: string, pattern: RegExp) => both(({console}) => console.untilSaid(what, pattern, PATIENCE_MS));
    await step('their consoles show user space', () => said('reach user space', /user space/i));
    await step('they have their addresses by DHCP', () =>
      both(({console, address}) => console.untilSaid(`have ${address}`, wordOf(address), PATIENCE_MS)),
    );
    await step('they have their metadata and ran their user data', () =>
      said('run its user data', new RegExp(`^.*(?<!echo )${MARK}`, 'm')),
    );
    return guests as unknown as readonly [Guest, Guest];
  }

  async #untilActive(id: string): Promise<Guest> {
    const [address = ''] = await this.#servers.untilActive(id);
    return {id, address, console: new GuestConsole(this.#trial, id)};
  }

  async #enter(guest: Guest, outside: string, key: KeyPair): Promise<GuestShell> {
    const step = this.#step;
    const address = await step('make a floating address', () => this.#networks.makeFloatingAddress(guest.id, outside));
    const shell = new GuestShell(address, key, this.#trial.signal);
    await step('enter by ssh with the key', () => guest.console.withLastLines(() => shell.untilOpen(PATIENCE_MS)));
    return shell;
  }

  async #useVolume(server: string, shell: GuestShell): Promise<void> {
    const step = this.#step;
    const volumes = new TrialVolume(this.#trial);
    const volume = await step('make a volume', () => volumes.make());
    await step('attach it', () => volumes.attach(server, volume));
    await step('write to it', () =>
      shell.run(`${untilThere} && echo ${MARK} | dd of=${DEVICE} bs=512 conv=sync && sync`),
    );
    await step('detach it', () => volumes.detach(server, volume));
    await step('attach it again', () => volumes.attach(server, volume));
    await step('its data are still there', () =>
      shell.run(`${untilThere} && dd if=${DEVICE} bs=512 count=1 | grep -q ${MARK}`),
    );
    await step('detach it again', () => volumes.detach(server, volume));
  }
}

/** A guest sees a new disk a moment after the hypervisor has plugged it in. */
const untilThere = `for i in 1 2 3 4 5 6 7 8 9 10; do [ -b ${DEVICE} ] && break; sleep 1; done`;

function userData(): string {
  return Buffer.from(`#!/bin/sh\necho ${MARK}\n`).toString('base64');
}

function wordOf(text: string): RegExp {
  return new RegExp(`(?<![0-9.])${text.replaceAll('.', '\\.')}(?![0-9.])`);
}
