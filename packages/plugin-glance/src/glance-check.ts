import {createHash, randomBytes} from 'node:crypto';
import {credentialsFrom, openSession, type Session} from '@devstack/openstack';
import {type Check, type CheckContext, DevstackError, type Http, T} from '@devstack/sdk';

interface ImageRecord {
  readonly id: string;
  readonly status: string;
  readonly size: number | null;
  readonly os_hash_value: string | null;
}

const CONTENT_BYTES = 64 * 1024;
const NEW_IMAGE = {
  name: 'devstack-verify',
  disk_format: 'raw',
  container_format: 'bare',
  visibility: 'private',
};

/** Uploads an image in chunks, as large ones are, downloads it and compares. */
export class GlanceCheck implements Check {
  static readonly inject = [T.http] as const;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async run({environment, signal, step, cleanUp}: CheckContext): Promise<void> {
    const session = openSession(this.#http, credentialsFrom(environment));
    const id = await step('create an image', () => createImage(session, signal));
    cleanUp(() => session.request('image', 'DELETE', `/v2/images/${id}`, undefined, {accept: [204, 404]}));
    // Letters, because a session reads answers as text.
    const content = randomBytes(CONTENT_BYTES / 2).toString('hex');
    await step(`upload ${CONTENT_BYTES} bytes`, () => upload(session, id, content, signal));
    await step('the image is active', () => expectActive(session, id, content, signal));
    await step('download it, and compare', () => expectContent(session, id, content, signal));
  }
}

async function createImage(session: Session, signal: AbortSignal): Promise<string> {
  const {body} = await session.request<ImageRecord>('image', 'POST', '/v2/images', NEW_IMAGE, {signal});
  return body.id;
}

async function upload(session: Session, id: string, content: string, signal: AbortSignal): Promise<void> {
  const half = CONTENT_BYTES / 2;
  async function* chunks() {
    yield Buffer.from(content.slice(0, half));
    yield Buffer.from(content.slice(half));
  }
  await session.request('image', 'PUT', `/v2/images/${id}/file`, chunks, {signal});
}

async function expectActive(session: Session, id: string, content: string, signal: AbortSignal): Promise<void> {
  const {body} = await session.request<ImageRecord>('image', 'GET', `/v2/images/${id}`, undefined, {signal});
  const hash = createHash('sha512').update(content).digest('hex');
  if (body.status !== 'active') throw refuse(id, `its status is '${body.status}'`);
  if (body.size !== content.length) throw refuse(id, `${body.size} of ${content.length} bytes arrived`);
  if (body.os_hash_value !== hash) throw refuse(id, `its SHA-512 is ${body.os_hash_value} and not ${hash}`);
}

async function expectContent(session: Session, id: string, content: string, signal: AbortSignal): Promise<void> {
  const {body} = await session.request<string>('image', 'GET', `/v2/images/${id}/file`, undefined, {signal});
  if (body !== content) throw refuse(id, `its ${body?.length ?? 0} bytes are not those that were uploaded`);
}

function refuse(id: string, reason: string): DevstackError {
  return new DevstackError(`cannot use image ${id}: ${reason}`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs glance'],
  });
}
