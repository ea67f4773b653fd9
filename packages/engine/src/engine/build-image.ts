import path from 'node:path';
import {DevstackError, type Fetched} from '@devstack/sdk';
import type {BuiltImage} from '../settings.ts';
import {showImageWork} from './image-work.ts';
import type {Session} from './session.ts';

/** Lets the downloader that knows `build+NAME` make an image, and puts it where the user wants it. */
export async function buildImage(session: Session, name: string, output: string | undefined): Promise<BuiltImage> {
  const {configuration, emit, host, installation, settings} = session;
  const uri = `build+${name}:image`;
  await requireBuilder(session, name, uri);
  // The ending says the format, which is known only afterwards.
  const outputs = output === undefined ? ['.qcow2', '.img'].map((ending) => name + ending) : [output];
  for (const file of outputs) await refuseExisting(session, path.resolve(settings.cwd, file));
  emit({type: 'run-started', action: 'build', total: 1});
  // Without an installation, or a directory that somebody named, there is no place of ours that outlives the command.
  const isNamed = configuration.get('default', 'cache') !== undefined;
  const isKept = isNamed || (await host.stat(installation.root)) !== undefined;
  const scratch = path.resolve(settings.cwd, `.${name}-image`);
  const into = isKept ? path.join(installation.cache, 'built-images', name) : scratch;
  try {
    const step = {id: `image/build:${name}`, title: `build ${name}`};
    const built = await showImageWork(session, step, (working) =>
      session.providers.downloads.fetch({uri}, into, working),
    );
    return await deliver(session, built, output ?? `${name}${path.extname(built.path)}`);
  } finally {
    await host.remove(scratch, {recursive: true});
  }
}

async function requireBuilder({registry, providers}: Session, name: string, uri: string): Promise<void> {
  const schemes = registry
    .names('downloader')
    .flatMap((one) => registry.describe('downloader', one).provided.schemes ?? []);
  const known = schemes.filter((scheme) => scheme.startsWith('build+')).map((scheme) => scheme.slice('build+'.length));
  if (!known.includes(name)) {
    throw new DevstackError(`cannot build image '${name}': installed plugins build ${known.join(', ') || 'none'}`, {
      code: 'DEVSTACK_ERR_UNKNOWN_NAME',
      suggestions: known.map((one) => `devstack image build ${one}`),
    });
  }
  const why = await providers.downloads.unreachable(uri);
  if (why !== undefined)
    throw new DevstackError(`cannot build image ${name}: ${why}`, {code: 'DEVSTACK_ERR_UNSUPPORTED'});
}

async function deliver({host, settings}: Session, built: Fetched, output: string): Promise<BuiltImage> {
  const file = path.resolve(settings.cwd, output);
  await refuseExisting({host}, file);
  const content = await host.readFile(built.path);
  if (content === undefined)
    throw new DevstackError(`cannot read ${built.path}: it is gone`, {code: 'DEVSTACK_ERR_NOT_FOUND'});
  await host.writeFile(file, content, {mode: 0o644});
  return {path: file, checksum: built.identity, bytes: content.length};
}

async function refuseExisting({host}: Pick<Session, 'host'>, file: string): Promise<void> {
  if ((await host.stat(file)) === undefined) return;
  throw new DevstackError(`cannot write image ${file}: it is there already`, {
    code: 'DEVSTACK_ERR_EXISTS',
    suggestions: ['remove it, or name another with --output FILE'],
  });
}
