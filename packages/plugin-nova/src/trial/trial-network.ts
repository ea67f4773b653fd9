import {DevstackError} from '@devstack/sdk';
import {GONE, TRIAL_NAME, type Trial} from './trial.ts';

interface Made {
  readonly id: string;
}

const CIDR = '198.51.100.0/24';
/** What reaches a server from outside: everything else is closed. */
const OPEN = [{protocol: 'icmp'}, {protocol: 'tcp', port_range_min: 22, port_range_max: 22}] as const;

/** A network of its own, and the way to it from outside. */
export class TrialNetwork {
  readonly #trial: Trial;

  constructor(trial: Trial) {
    this.#trial = trial;
  }

  /** @returns the network and its subnet */
  async make(): Promise<{readonly network: string; readonly subnet: string}> {
    const {network} = await this.#create('network', {name: TRIAL_NAME});
    const {subnet} = await this.#create('subnet', {
      name: TRIAL_NAME,
      network_id: network.id,
      ip_version: 4,
      cidr: CIDR,
    });
    return {network: network.id, subnet: subnet.id};
  }

  /** The network outside, from which floating addresses come; undefined when there is none. */
  async findOutside(): Promise<string | undefined> {
    const path = '/v2.0/networks?router:external=true';
    const {networks} = await this.#trial.ask<{networks: readonly Made[]}>('network', path);
    return networks[0]?.id;
  }

  async connect(subnet: string, outside: string): Promise<void> {
    const {router} = await this.#create('router', {name: TRIAL_NAME, external_gateway_info: {network_id: outside}});
    const interfaceOf = (verb: 'add' | 'remove') => `/v2.0/routers/${router.id}/${verb}_router_interface`;
    await this.#trial.tell('network', 'PUT', interfaceOf('add'), {subnet_id: subnet});
    const {session, cleanUp} = this.#trial;
    cleanUp(() => session.request('network', 'PUT', interfaceOf('remove'), {subnet_id: subnet}, {accept: GONE}));
  }

  /** @returns a security group that lets in ping and ssh only */
  async makeSecurityGroup(): Promise<string> {
    const {security_group: group} = await this.#create('security_group', {name: TRIAL_NAME}, 'security-groups');
    for (const rule of OPEN) {
      const fields = {security_group_id: group.id, direction: 'ingress', ethertype: 'IPv4', ...rule};
      await this.#trial.tell('network', 'POST', '/v2.0/security-group-rules', {security_group_rule: fields});
    }
    return group.id;
  }

  /** @returns the address outside under which the server can be reached */
  async makeFloatingAddress(server: string, outside: string): Promise<string> {
    const {ports} = await this.#trial.ask<{ports: readonly Made[]}>('network', `/v2.0/ports?device_id=${server}`);
    const [port] = ports;
    if (port === undefined) throw noPort(server);
    const fields = {floating_network_id: outside, port_id: port.id};
    const {floatingip} = await this.#create<'floatingip', {floating_ip_address: string}>('floatingip', fields);
    return floatingip.floating_ip_address;
  }

  #create<Kind extends string, Fields = object>(
    kind: Kind,
    fields: object,
    plural = `${kind}s`,
  ): Promise<Record<Kind, Made & Fields>> {
    return this.#trial.make<Record<Kind, Made & Fields>>('network', `/v2.0/${plural}`, {[kind]: fields}, kind);
  }
}

function noPort(server: string): DevstackError {
  return new DevstackError(`cannot reach server ${server}: neutron has no port for it`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs neutron', 'devstack logs nova'],
  });
}
