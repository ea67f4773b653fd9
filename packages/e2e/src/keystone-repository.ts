import {createHash} from 'node:crypto';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {cacheDirectory, repository} from './cache-directory.ts';
import {runOnHost} from './command.ts';

const name = 'keystone-30.0.0';
const lock = join(repository, 'packages/plugin-keystone/conf/releases/2026.2.lock');
const json = 'application/vnd.pypi.simple.v1+json';

interface IndexPage {
  files: {filename: string; url: string; hashes: {sha256?: string}}[];
}

function indexUrl({UV_DEFAULT_INDEX, UV_INDEX_URL, PIP_INDEX_URL}: NodeJS.ProcessEnv): string {
  const index = UV_DEFAULT_INDEX || UV_INDEX_URL || PIP_INDEX_URL || 'https://pypi.org/simple';
  return `${index.replace(/\/$/, '')}/keystone/`;
}

/** Path of the source archive of the release, fetched once. Its checksum has to be in the lock. */
async function sourceArchive(): Promise<string> {
  const archive = join(cacheDirectory('sources'), `${name}.tar.gz`);
  if (existsSync(archive)) return archive;
  const page = indexUrl(process.env);
  const {files} = (await (await fetch(page, {headers: {accept: json}})).json()) as IndexPage;
  const file = files.find(({filename}) => filename === `${name}.tar.gz`);
  if (!file) throw new Error(`cannot find ${name}.tar.gz at ${page}`);
  const content = Buffer.from(await (await fetch(new URL(file.url, page))).arrayBuffer());
  const hash = createHash('sha256').update(content).digest('hex');
  if (!readFileSync(lock, 'utf8').includes(hash)) throw new Error(`cannot use ${file.url}: ${hash} is not in the lock`);
  writeFileSync(archive, content);
  return archive;
}

/** Makes a bare repository of Keystone as the upstream one is: a tag of the release and a branch of the series. */
export async function makeKeystoneRepository(target: string): Promise<void> {
  const archive = await sourceArchive();
  const directory = mkdtempSync(join(tmpdir(), 'devstack-keystone-'));
  const tree = join(directory, name);
  const git = ['git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', '-C', tree] as const;
  try {
    await runOnHost(['tar', '--no-same-owner', '-xzf', archive, '-C', directory]);
    // What setuptools adds to a release is not in the repository.
    await runOnHost(['rm', '-r', join(tree, 'keystone.egg-info'), join(tree, 'PKG-INFO')]);
    await runOnHost([...git, 'init', '--quiet', '--initial-branch=stable/2026.2']);
    await runOnHost([...git, 'add', '--all']);
    await runOnHost([...git, 'commit', '--quiet', '--message=30.0.0']);
    await runOnHost([...git, 'tag', '30.0.0']);
    await runOnHost(['git', 'clone', '--quiet', '--bare', tree, `${tree}.git`]);
    await runOnHost(['cp', '-r', `${tree}.git`, target]);
  } finally {
    rmSync(directory, {recursive: true});
  }
}
