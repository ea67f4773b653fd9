import {credentialsFrom, hasService, openSession, type Session, withSignal} from '@devstack/openstack';
import {
  type Check,
  type CheckContext,
  DevstackError,
  type Http,
  type PartState,
  type StateContext,
  T,
} from '@devstack/sdk';
import {type Agent, partOf} from './agent-states.ts';

interface Port {
  readonly id: string;
  readonly 'binding:vif_type': string;
  readonly fixed_ips: readonly {readonly ip_address: string}[];
}

const NAME = 'devstack-verify';
const CIDR = '192.0.2.0/28';

/** Makes a network with a port and has it bound to a host, as nova does for a server. */
export class NeutronCheck implements Check {
  static readonly inject = [T.http] as const;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async run({environment, signal, step, cleanUp}: CheckContext): Promise<void> {
    const cloud = new Networks(openSession(this.#http, credentialsFrom(environment)), signal);
    const host = await step('agents are alive', () => cloud.expectAgents());
    const network = await step('create a network', () => cloud.create('network', {name: NAME}));
    cleanUp(() => cloud.remove('network', network));
    await step('create a subnet', () => cloud.create('subnet', {network_id: network, cidr: CIDR, ip_version: 4}));
    const fields = {name: NAME, network_id: network, 'binding:host_id': host, device_owner: 'compute:nova'};
    const port = await step(`bind a port to ${host}`, () => cloud.create('port', fields));
    cleanUp(() => cloud.remove('port', port));
    await step('the port is bound and has an address', () => cloud.expectBound(port, host));
  }

  async state({environment, signal}: StateContext): Promise<readonly PartState[]> {
    const session = openSession(withSignal(this.#http, signal), credentialsFrom(environment));
    if (!(await hasService(session, 'network'))) return [];
    const agents = await new Networks(session, signal).agents();
    return agents.map(partOf);
  }
}

class Networks {
  readonly #session: Session;
  readonly #signal: AbortSignal;

  constructor(session: Session, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  /** @returns a host that ports can be bound to */
  async expectAgents(): Promise<string> {
    const agents = await this.agents();
    const [first] = agents;
    if (first === undefined) throw refuse('cannot bind ports: neutron knows no agent on any host');
    const dead = agents.filter(({alive}) => !alive).map(({binary, host}) => `${binary} on ${host}`);
    if (dead.length > 0) throw refuse(`cannot bind ports: ${dead.join(', ')} does not answer neutron`);
    return first.host;
  }

  async agents(): Promise<readonly Agent[]> {
    return (await this.#get<{readonly agents: readonly Agent[]}>('agents')).agents;
  }

  async create(kind: 'network' | 'subnet' | 'port', fields: object): Promise<string> {
    const {body} = await this.#session.request('network', 'POST', `/v2.0/${kind}s`, {[kind]: fields}, this.#options());
    return (body as Record<typeof kind, {readonly id: string}>)[kind].id;
  }

  async expectBound(id: string, host: string): Promise<void> {
    const {port} = await this.#get<{readonly port: Port}>(`ports/${id}`);
    const type = port['binding:vif_type'];
    if (type === 'binding_failed' || type === 'unbound')
      throw refuse(`cannot bind port ${id} to ${host}: neutron says '${type}'`);
    if (port.fixed_ips.length === 0) throw refuse(`cannot use port ${id}: it has no address`);
  }

  async remove(kind: 'network' | 'port', id: string): Promise<void> {
    await this.#session.request('network', 'DELETE', `/v2.0/${kind}s/${id}`, undefined, {accept: [204, 404]});
  }

  async #get<Body>(path: string): Promise<Body> {
    return (await this.#session.request<Body>('network', 'GET', `/v2.0/${path}`, undefined, this.#options())).body;
  }

  #options() {
    return {signal: this.#signal};
  }
}

function refuse(message: string): DevstackError {
  return new DevstackError(message, {code: 'DEVSTACK_ERR_COMMAND', suggestions: ['devstack logs neutron']});
}
