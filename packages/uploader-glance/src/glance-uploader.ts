import {join} from 'node:path';
import {credentialsFrom, openSession, type Session} from '@devstack/openstack';
import {
  type Cloud,
  DevstackError,
  type Downloads,
  type Environment,
  type Host,
  type Http,
  type Image,
  type ImageSource,
  type ImageUploader,
  messageOf,
  T,
} from '@devstack/sdk';
import {builtDirectory} from './built-images.ts';
import {
  createImage,
  type GlanceImage,
  listImages,
  type NewImage,
  ORIGIN,
  removeImage,
  removeWhole,
  setProperties,
  toImage,
} from './glance-images.ts';
import {ImageCache} from './image-cache.ts';
import {type ImageContent, inspectImage, openContent, openEntry} from './image-content.ts';
import {
  type ImageFile,
  isBuilt,
  parseChecksum,
  pathOf,
  readLocalImage,
  requireChecksum,
  type Working,
} from './image-file.ts';

export class GlanceUploader implements ImageUploader {
  static readonly inject = [T.host, T.http, T.environment, T.cloud, T.downloads] as const;
  readonly #host: Host;
  readonly #http: Http;
  readonly #cloud: Cloud;
  readonly #cache: ImageCache;
  readonly #downloads: Downloads;
  readonly #built: string;

  constructor(host: Host, http: Http, environment: Environment, cloud: Cloud, downloads: Downloads) {
    this.#host = host;
    this.#http = http;
    this.#cloud = cloud;
    this.#cache = new ImageCache(http, join(environment.cache, 'images'));
    this.#downloads = downloads;
    this.#built = join(environment.cache, 'built-images');
  }

  async list(): Promise<readonly Image[]> {
    return (await listImages(await this.#session())).map(toImage);
  }

  async upload(source: ImageSource, working: Working): Promise<{readonly image: Image; readonly changed: boolean}> {
    const session = await this.#session();
    const before = (await listImages(session, source.name)).filter((image) => typeof image[ORIGIN] === 'string');
    const same = (sha256: string) => before.find((image) => image[ORIGIN] === sha256 && image.status === 'active');
    const promised = source.checksum === undefined ? undefined : parseChecksum(source.checksum);
    const known =
      promised?.algorithm === 'sha256' && pathOf(source.location) === undefined ? same(promised.hex) : undefined;
    if (known !== undefined) return {image: toImage(known), changed: false};
    const file = await this.#fetch(source, working);
    const found = same(file.sha256);
    if (found !== undefined) return {image: toImage(found), changed: false};
    const content = await this.#inspect(source, file);
    const image = await this.#create(session, source, file, content, working);
    for (const old of before) await removeWhole(session, old);
    return {image: toImage(image), changed: true};
  }

  async remove(id: string): Promise<void> {
    const session = await this.#session();
    const {status, body} = await session.request<GlanceImage>('image', 'GET', `/v2/images/${id}`, undefined, {
      accept: [200, 404],
    });
    if (status === 200) await removeWhole(session, body);
  }

  async #session(): Promise<Session> {
    return openSession(this.#http, credentialsFrom(await this.#cloud()));
  }

  async #fetch({location, checksum}: ImageSource, working: Working): Promise<ImageFile> {
    const path = pathOf(location);
    const file = isBuilt(location)
      ? await this.#build(location, working)
      : path === undefined
        ? await this.#cache.fetch(location, checksum, working)
        : await readLocalImage(path, working);
    if (checksum !== undefined) await requireChecksum(file, checksum, location, working);
    return file;
  }

  async #build(location: string, working: Working): Promise<ImageFile> {
    const {path} = await this.#downloads.fetch({uri: location}, builtDirectory(this.#built, location), working);
    return readLocalImage(path, working);
  }

  async #inspect({location}: ImageSource, {path, bytes}: ImageFile): Promise<ImageContent> {
    try {
      return await inspectImage(this.#host, path, bytes);
    } catch (cause) {
      if (DevstackError.is(cause)) throw cause;
      throw new DevstackError(`cannot use image ${location}: ${messageOf(cause)}`, {
        code: 'DEVSTACK_ERR_ARCHIVE',
        cause,
      });
    }
  }

  async #create(
    session: Session,
    source: ImageSource,
    {path, sha256}: ImageFile,
    content: ImageContent,
    working: Working,
  ): Promise<GlanceImage> {
    const {diskFormat, properties = {}} = content.format;
    const image: NewImage = {
      name: source.name,
      diskFormat,
      containerFormat: 'bare',
      visibility: source.visibility ?? 'public',
      properties: {...properties, ...source.properties, [ORIGIN]: sha256},
    };
    if (content.kind === 'disk') {
      const open = () => openContent(this.#host, path, content.compression);
      return createImage(session, image, {open, ...uploadOf('uploading', content.bytes, working)});
    }
    return this.#createFromArchive(session, image, path, content, working);
  }

  /** An Amazon image is three: the kernel and the ramdisk first, because the disk names them. */
  async #createFromArchive(
    session: Session,
    image: NewImage,
    path: string,
    {compression, parts, sizes}: ImageContent & {kind: 'archive'},
    working: Working,
  ): Promise<GlanceImage> {
    const {kernel, ramdisk, disk} = parts;
    const create = (entry: string, one: NewImage) =>
      createImage(session, one, {
        open: () => openEntry(this.#host, path, compression, entry),
        ...uploadOf(`uploading ${entry}`, sizes.get(entry), working),
      });
    const part = (what: string, format: string): NewImage => ({
      ...image,
      ...{name: `${image.name}-${what}`, diskFormat: format, containerFormat: format},
      properties: {devstack_part_of: image.name},
    });
    const made: GlanceImage[] = [];
    try {
      if (kernel !== undefined) made.push(await create(kernel, part('kernel', 'aki')));
      if (ramdisk !== undefined) made.push(await create(ramdisk, part('ramdisk', 'ari')));
      const format = kernel === undefined ? {} : {diskFormat: 'ami', containerFormat: 'ami'};
      const whole = await create(disk, {...image, ...format});
      made.push(whole);
      await setProperties(session, whole.id, partIds(made));
      return {...whole, ...partIds(made)};
    } catch (error) {
      for (const {id} of made) await removeImage(session, id).catch(() => undefined);
      throw error;
    }
  }
}

function partIds(made: readonly GlanceImage[]): Record<string, string> {
  const idOf = (format: string): string | undefined => made.find(({disk_format}) => disk_format === format)?.id;
  const [kernel, ramdisk] = [idOf('aki'), idOf('ari')];
  return {
    ...(kernel === undefined ? {} : {kernel_id: kernel}),
    ...(ramdisk === undefined ? {} : {ramdisk_id: ramdisk}),
  };
}

function uploadOf(what: string, bytes: number | undefined, {signal, progress}: Working) {
  let done = 0;
  const onBytes = (more: number): void => {
    done += more;
    progress(what, done, bytes);
  };
  return {signal, onBytes, ...(bytes === undefined ? {} : {bytes})};
}
