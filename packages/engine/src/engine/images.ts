import {combineErrors, DevstackError, type Image, type ImageSource, type ImageUploader} from '@devstack/sdk';
import type {ImageActions, UploadedImage} from '../settings.ts';
import {showImageWork} from './image-work.ts';
import type {Session} from './session.ts';

/** Images by whichever uploader is installed. */
export function imageActions(session: Session): ImageActions {
  return {
    build: async (name, output) => (await import('./build-image.ts')).buildImage(session, name, output),
    list: async () => (await uploaderOf(session)).list(),
    upload: async (sources) => uploadAll(session, await uploaderOf(session), sources),
    remove: async (names) => removeAll(await uploaderOf(session), names),
  };
}

async function uploaderOf({registry, configuration, providers}: Session): Promise<ImageUploader> {
  const names = registry.names('uploader');
  const name = configuration.get('default', 'uploader') ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined) return providers.uploader(name);
  throw new DevstackError(`cannot choose an image uploader: installed are ${names.join(', ') || 'none'}`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
    suggestions: names.map((candidate) => `--set default.uploader=${candidate}`),
  });
}

async function uploadAll(
  session: Session,
  uploader: ImageUploader,
  sources: readonly ImageSource[],
): Promise<UploadedImage[]> {
  session.emit({type: 'run-started', action: 'upload', total: sources.length});
  const outcomes = await Promise.allSettled(sources.map((source) => uploadOne(session, uploader, source)));
  const errors = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as DevstackError] : [],
  );
  if (errors.length > 0) throw combineErrors(errors);
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

function uploadOne(session: Session, uploader: ImageUploader, source: ImageSource): Promise<UploadedImage> {
  const step = {id: `image/upload:${source.name}`, title: `upload ${source.name}`};
  return showImageWork(session, step, (working) => uploader.upload(source, working));
}

async function removeAll(uploader: ImageUploader, names: readonly string[]): Promise<Image[]> {
  const images = await uploader.list();
  const chosen = names.map((name) => choose(images, name));
  await Promise.all(chosen.map(({id}) => uploader.remove(id)));
  return chosen;
}

function choose(images: readonly Image[], wanted: string): Image {
  const byId = images.find(({id}) => id === wanted);
  const byName = images.filter(({name}) => name === wanted);
  const [image, second] = byId === undefined ? byName : [byId];
  if (image !== undefined && second === undefined) return image;
  throw new DevstackError(
    image === undefined
      ? `cannot remove image '${wanted}': there is none of that name or id`
      : `cannot remove image '${wanted}': ${byName.length} images have that name`,
    {
      code: 'DEVSTACK_ERR_NOT_FOUND',
      suggestions: image === undefined ? ['devstack image list'] : byName.map(({id}) => `devstack image remove ${id}`),
    },
  );
}
