import type {Session} from '@devstack/openstack';
import {DevstackError, type ServerConsole} from '@devstack/sdk';
import {MICROVERSION} from './compute-session.ts';
import {notRunning} from './console-errors.ts';
import {plainText} from './console-text.ts';

export interface Server {
  readonly id: string;
  readonly name: string;
}

type Attached = NonNullable<ServerConsole['attach']>;

export type Attach = (server: Server, ...terminal: Parameters<Attached>) => ReturnType<Attached>;

interface Output {
  readonly output: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** No proxy shows screens: 400 where no compute has any, 404 and 501 where the API or the driver does not know them. */
const NO_SCREENS = [400, 404, 501];

/** The hypervisor has no guest for a server that was never started since it began itself: 404, or 409 while that is being changed. */
const NOT_RUNNING = [404, 409];

/**
 * The console of the server that has the name or id, in whichever project.
 * @param attach joins a terminal with a server's console, where the hypervisor has any
 */
export async function openServerConsole(session: Session, wanted: string, attach?: Attach): Promise<ServerConsole> {
  const server = await findServer(session, wanted);
  const {id, name} = server;
  return {
    id,
    name,
    ...(attach === undefined ? {} : {attach: (terminal) => attach(server, terminal)}),
    async read(lines) {
      const body = {'os-getConsoleOutput': lines === undefined ? {} : {length: lines}};
      const options = {microversion: MICROVERSION, accept: [200, ...NOT_RUNNING]};
      const path = `/servers/${id}/action`;
      const {status, body: answer} = await session.request<Output>('compute', 'POST', path, body, options);
      if (status !== 200) throw notRunning(name);
      return plainText(answer.output);
    },
    async page() {
      const body = {remote_console: {protocol: 'vnc', type: 'novnc'}};
      const options = {microversion: MICROVERSION, accept: [200, ...NO_SCREENS]};
      const {status, body: answer} = await session.request<{remote_console: {url: string}}>(
        'compute',
        'POST',
        `/servers/${id}/remote-consoles`,
        body,
        options,
      );
      if (status !== 200) throw noScreens(name);
      return answer.remote_console.url;
    },
  };
}

async function findServer(session: Session, wanted: string): Promise<Server> {
  const found = await namedServers(session, wanted);
  const servers = found.length === 0 && UUID.test(wanted) ? await serverOfId(session, wanted) : found;
  const [server, second] = servers;
  if (server !== undefined && second === undefined) return server;
  const reason =
    server === undefined ? 'there is no server of that name or id' : `${servers.length} servers have that name`;
  throw new DevstackError(`cannot show the console of ${wanted}: ${reason}`, {
    code: 'DEVSTACK_ERR_NOT_FOUND',
    suggestions: servers.map(({id}) => `devstack console ${id}`),
  });
}

async function namedServers(session: Session, name: string): Promise<readonly Server[]> {
  // The service takes it for a pattern that matches a part.
  const query = new URLSearchParams({all_tenants: '1', name});
  const options = {microversion: MICROVERSION};
  const {body} = await session.request<{servers: Server[]}>('compute', 'GET', `/servers?${query}`, undefined, options);
  return body.servers.filter((server) => server.name === name);
}

async function serverOfId(session: Session, id: string): Promise<readonly Server[]> {
  const options = {microversion: MICROVERSION, accept: [200, 404]};
  const {status, body} = await session.request<{server: Server}>(
    'compute',
    'GET',
    `/servers/${id}`,
    undefined,
    options,
  );
  return status === 200 ? [body.server] : [];
}

function noScreens(name: string): DevstackError {
  return new DevstackError(
    `cannot show the screen of ${name}: the cloud has no novnc, or a hypervisor without screens`,
    {
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
      suggestions: ['add the component novnc to the persona, and --set nova.hypervisor=libvirt'],
    },
  );
}
