import {
  credentialsFrom,
  hasService,
  openSession,
  type ServiceRecord,
  type Session,
  withSignal,
} from '@devstack/openstack';
import {
  type Check,
  type CheckContext,
  DevstackError,
  type Host,
  type Http,
  type PartState,
  type ServerConsole,
  type StateContext,
  T,
} from '@devstack/sdk';
import {MICROVERSION} from './compute-session.ts';
import type {Attach} from './server-console.ts';
import {partOf} from './service-states.ts';
import {GuestConsole} from './trial/guest-console.ts';
import {Trial} from './trial/trial.ts';
import {TrialNetwork} from './trial/trial-network.ts';
import {TrialServers} from './trial/trial-server.ts';

/** What `devstack image build tiny` makes. */
const GUEST_IMAGE = 'tiny';
const MEMORY_MB = 64;
/** A boot loader is all that is waited for. */
const LOADER_MEMORY_MB = 256;
const AS_THE_IMAGE = 0;
const PATIENCE_MS = 240_000;
const DISKS = ['qcow2', 'raw'];

interface Image {
  readonly id: string;
  readonly name: string;
  readonly disk_format: string;
  readonly min_ram: number;
}

/** Where no compute was chosen there are no servers to start; where the hypervisor is a real one, something runs in them. */
export class NovaCheck implements Check {
  static readonly inject = [T.http, T.host] as const;

  readonly #http: Http;
  readonly #host: Host;

  constructor(http: Http, host: Host) {
    this.#http = http;
    this.#host = host;
  }

  async run({environment, signal, step, cleanUp}: CheckContext): Promise<void> {
    const session = openSession(this.#http, credentialsFrom(environment));
    const computes = await step('list the computes', () => listServices(session, '?binary=nova-compute'));
    if (computes.length === 0) return;
    const trial = new Trial(session, signal, cleanUp);
    const image = (await isReal(trial)) ? await findImage(trial) : undefined;
    if (image?.name !== GUEST_IMAGE) return runServer(trial, step, image);
    const {GuestTrial} = await import('./trial/guest-trial.ts');
    return new GuestTrial(trial, step).run(image.id);
  }

  async state({environment, signal}: StateContext): Promise<readonly PartState[]> {
    const session = openSession(withSignal(this.#http, signal), credentialsFrom(environment));
    if (!(await hasService(session, 'compute'))) return [];
    return (await listServices(session, '', signal)).map(partOf);
  }

  async console(server: string, {environment, signal}: StateContext): Promise<ServerConsole> {
    const session = openSession(withSignal(this.#http, signal), credentialsFrom(environment));
    const {openServerConsole} = await import('./server-console.ts');
    return openServerConsole(session, server, this.#attach(environment.LIBVIRT_DEFAULT_URI));
  }

  /** @param uri as virsh would have it; undefined where there is no libvirt, and nothing runs in servers */
  #attach(uri: string | undefined): Attach | undefined {
    if (uri === undefined) return undefined;
    return async (server, terminal) => {
      const {attachGuest} = await import('./attach-guest.ts');
      return attachGuest(this.#host, uri, server, terminal);
    };
  }
}

/**
 * Starts a server as a user would, with an address, and deletes it.
 * @param found an image that is going to be booted; without one it is an image of nothing
 */
async function runServer(trial: Trial, step: CheckContext['step'], found?: Image): Promise<void> {
  const servers = new TrialServers(trial, found === undefined ? undefined : PATIENCE_MS);
  const image = found?.id ?? (await step('upload an image', () => servers.makeImage()));
  const {network} = await step('make a network', () => new TrialNetwork(trial).make());
  const flavor = await step('make a flavor', () => makeFlavor(servers, found));
  const server = await step('start a server', () => servers.makeServer({image, flavor, network}));
  const addresses = await step('the server is ACTIVE', () => servers.untilActive(server));
  await step('it has an address', async () => requireAddress(server, addresses));
  if (found !== undefined)
    await step(`it boots from the image ${found.name}`, () => new GuestConsole(trial, server).untilLoaded());
  await step('delete the server', () => servers.deleteServer(server));
}

function makeFlavor(servers: TrialServers, image: Image | undefined): Promise<string> {
  if (image === undefined) return servers.makeFlavor(MEMORY_MB);
  return servers.makeFlavor(Math.max(LOADER_MEMORY_MB, image.min_ram), AS_THE_IMAGE);
}

async function isReal(trial: Trial): Promise<boolean> {
  const {hypervisors} = await trial.ask<{hypervisors: readonly {hypervisor_type: string}[]}>(
    'compute',
    '/os-hypervisors/detail',
  );
  return hypervisors.some(({hypervisor_type: type}) => type !== 'fake');
}

/** One that a guest can be entered in, or else the oldest that everybody may boot; undefined when the cloud has none. */
async function findImage(trial: Trial): Promise<Image | undefined> {
  const path = '/v2/images?status=active&visibility=public&container_format=bare&sort=created_at:asc';
  const {images} = await trial.ask<{images: readonly Image[]}>('image', path);
  return (
    images.find(({name}) => name === GUEST_IMAGE) ?? images.find(({disk_format: format}) => DISKS.includes(format))
  );
}

async function listServices(session: Session, query: string, signal?: AbortSignal): Promise<readonly ServiceRecord[]> {
  const options = {microversion: MICROVERSION, ...(signal === undefined ? {} : {signal})};
  const path = `/os-services${query}`;
  const {body} = await session.request<{services: ServiceRecord[]}>('compute', 'GET', path, undefined, options);
  return body.services;
}

function requireAddress(server: string, addresses: readonly string[]): void {
  if (addresses.length > 0) return;
  throw new DevstackError(`cannot reach server ${server}: it is ACTIVE and has no address`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs neutron', 'devstack logs nova'],
  });
}
