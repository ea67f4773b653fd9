import {randomBytes} from 'node:crypto';
import {credentialsFrom, openSession, type Session} from '@devstack/openstack';
import {type Check, type CheckContext, DevstackError, type Http, T} from '@devstack/sdk';

const SERVICE = 'object-store';
const CONTENT_BYTES = 64 * 1024;

/** Stores an object as a user of the cloud does, reads it and compares. */
export class SwiftCheck implements Check {
  static readonly inject = [T.http] as const;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async run({environment, signal, step, cleanUp}: CheckContext): Promise<void> {
    const session = openSession(this.#http, credentialsFrom(environment));
    const container = `/devstack-verify-${randomBytes(4).toString('hex')}`;
    const object = `${container}/object`;
    const remove = (path: string) => session.request(SERVICE, 'DELETE', path, undefined, {accept: [204, 404]});
    // Letters, because a session reads answers as text.
    const content = randomBytes(CONTENT_BYTES / 2).toString('hex');
    cleanUp(() => remove(container));
    await step('create a container', () => session.request(SERVICE, 'PUT', container, undefined, {signal}));
    cleanUp(() => remove(object));
    await step(`store an object of ${CONTENT_BYTES} bytes`, () => {
      return session.request(SERVICE, 'PUT', object, Buffer.from(content), {signal});
    });
    await step('read it, and compare', () => expectContent(session, object, content, signal));
    await step('the container lists it', () => expectListed(session, container, signal));
    await step('remove it', () => session.request(SERVICE, 'DELETE', object, undefined, {signal}));
  }
}

async function expectContent(session: Session, object: string, content: string, signal: AbortSignal): Promise<void> {
  const {body} = await session.request<string>(SERVICE, 'GET', object, undefined, {signal});
  if (body !== content) throw refuse(object, `its ${body?.length ?? 0} bytes are not those that were stored`);
}

async function expectListed(session: Session, container: string, signal: AbortSignal): Promise<void> {
  const {body} = await session.request<readonly {readonly name: string}[] | undefined>(
    SERVICE,
    'GET',
    `${container}?format=json`,
    undefined,
    {signal},
  );
  const names = (body ?? []).map(({name}) => name);
  if (!names.includes('object'))
    throw refuse(container, `it lists ${names.join(', ') || 'nothing'}, not what is in it`);
}

function refuse(path: string, reason: string): DevstackError {
  return new DevstackError(`cannot use ${path.slice(1)}: ${reason}`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs swift'],
  });
}
