import {credentialsFrom, openSession, type Session} from '@devstack/openstack';
import {
  type Applied,
  DevstackError,
  type Downloads,
  type Environment,
  type Host,
  type Http,
  type ImageSource,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
  type Text,
} from '@devstack/sdk';
import {whyNotBuilt} from './built-images.ts';
import {changeImage, type GlanceImage, listImages, ORIGIN, removeWhole} from './glance-images.ts';
import {GlanceUploader} from './glance-uploader.ts';
import {changesOf} from './image-changes.ts';
import {fingerprint, isBuilt, parseChecksum, pathOf} from './image-file.ts';

export interface ImageArgs {
  /** The administrator's, as the capability `identity` offers them. */
  readonly environment: Readonly<Record<string, Text>>;
  /** With an absolute path, or a URL. */
  readonly image: ImageSource;
}

/** Images that had the name already: they are not ours. */
type Before = {readonly ids: readonly string[]};

/** Size and time tell whether the file of an image is still the one that was uploaded; a URL has neither. */
type After = {readonly id: string; readonly size?: number; readonly mtimeMs?: number};

type Previous = Applied<ImageArgs, Before, After>;

/** Step kind `image`: a machine image in the Image service. One of the same name that devstack made of the same file is left alone. */
export class ImageStep implements StepHandler<ImageArgs, Before, After> {
  static readonly inject = [T.host, T.http, T.environment, T.downloads] as const;

  readonly lifetime = 'installed';
  readonly #host: Host;
  readonly #http: Http;
  readonly #surroundings: Environment;
  readonly #downloads: Downloads;

  constructor(host: Host, http: Http, surroundings: Environment, downloads: Downloads) {
    this.#host = host;
    this.#http = http;
    this.#surroundings = surroundings;
    this.#downloads = downloads;
  }

  describe({args: {image}}: Step<ImageArgs>): StepDescription {
    return {title: `image ${image.name}`, details: [`from ${image.location}`]};
  }

  resources(): readonly string[] {
    return ['network'];
  }

  async probe({environment, image}: ImageArgs, previous: Previous | undefined, context: StepContext): Promise<Probe> {
    if (previous?.after === undefined) return 'absent';
    const {id, ...uploaded} = previous.after;
    const path = pathOf(image.location);
    const now = path === undefined ? undefined : await fingerprint(path);
    // A file that is gone has been uploaded: nobody needs it.
    if (now !== undefined && (now.size !== uploaded.size || now.mtimeMs !== uploaded.mtimeMs)) return 'changed';
    return (await this.#isThere(this.#session(environment, context), id)) ? 'present' : 'absent';
  }

  async check({image}: ImageArgs): Promise<void> {
    if (image.checksum !== undefined) parseChecksum(image.checksum);
    if (isBuilt(image.location)) await this.#requireBuilder(image);
    const path = pathOf(image.location);
    if (path !== undefined && (await fingerprint(path)) === undefined) {
      throw new DevstackError(`cannot upload image ${image.name}: there is no file ${path}`, {
        code: 'DEVSTACK_ERR_CONFIG_VALUE',
      });
    }
  }

  async capture({environment, image}: ImageArgs, context: StepContext): Promise<Before> {
    const images = await listImages(this.#session(environment, context), image.name);
    return {ids: images.map(({id}) => id)};
  }

  async apply(
    {environment, image}: ImageArgs,
    {previous}: {readonly previous?: Previous},
    context: StepContext,
  ): Promise<After> {
    const cloud = async () => this.#variables(environment, context);
    const uploader = new GlanceUploader(this.#host, this.#http, this.#surroundings, cloud, this.#downloads);
    const path = pathOf(image.location);
    const file = path === undefined ? undefined : await fingerprint(path);
    const {image: uploaded, changed} = await uploader.upload(image, context);
    if (!changed) await settle(this.#session(environment, context), uploaded.id, image, previous?.args.image);
    return {id: uploaded.id, ...file};
  }

  /** When the Image service does not run there is nothing to take out of it that does not go with its data. */
  async revert({args: {environment, image}, before}: Previous, context: StepContext): Promise<readonly Kept[]> {
    const session = this.#session(environment, context);
    try {
      const images = await listImages(session, image.name);
      const ours = images.filter((one) => typeof one[ORIGIN] === 'string' && !before.ids.includes(one.id));
      for (const one of ours) if (one.protected !== true) await removeWhole(session, one);
      const kept = ours.filter((one) => one.protected === true);
      return kept.map(({id}) => ({what: `image ${image.name} (${id})`, why: 'somebody has protected it'}));
    } catch (error) {
      if (!DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_NETWORK') throw error;
      return [];
    }
  }

  async #requireBuilder({name, location}: ImageSource): Promise<void> {
    const why = await whyNotBuilt(this.#downloads, location);
    if (why === undefined) return;
    throw new DevstackError(`cannot build image ${name}: ${why}`, {code: 'DEVSTACK_ERR_CONFIG_VALUE'});
  }

  /** A cloud that cannot be asked, because it is down or about to get another password, has what it had. */
  async #isThere(session: Session, id: string): Promise<boolean> {
    try {
      const {status} = await session.request('image', 'GET', `/v2/images/${id}`, undefined, {accept: [200, 404]});
      return status === 200;
    } catch (error) {
      if (!DevstackError.is(error)) throw error;
      return true;
    }
  }

  #session(environment: ImageArgs['environment'], context: StepContext): Session {
    return openSession(this.#http, credentialsFrom(this.#variables(environment, context)));
  }

  #variables(environment: ImageArgs['environment'], context: StepContext): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, context.resolve(value)]));
  }
}

/** Brings the properties and the visibility of an image that was there to what is wanted now. */
async function settle(
  session: Session,
  id: string,
  image: ImageSource,
  before: ImageSource | undefined,
): Promise<void> {
  const {body: found} = await session.request<GlanceImage>('image', 'GET', `/v2/images/${id}`);
  await changeImage(session, id, changesOf(found, image, before));
}
