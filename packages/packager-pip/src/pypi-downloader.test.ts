import {appendFile} from 'node:fs/promises';
import {downloaderContract, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {sha256Of} from './index-client.ts';
import {PypiDownloader} from './pypi-downloader.ts';
import {createServices, temporaryDirectory} from './testing/services.ts';
import {startTinyIndex} from './testing/tiny-index.ts';
import {makeTinyWheel} from './testing/tiny-wheel.ts';
import {ensureUv} from './uv-binary.ts';
import {UV_VERSION} from './uv-release.ts';

const wheel = makeTinyWheel('devstack_tiny');
const options = {signal: new AbortController().signal, progress: () => undefined};

describe('the contract of downloaders', () => {
  const newer = makeTinyWheel('devstack_tiny', '1.1');
  const harness = async () => {
    const index = await startTinyIndex([wheel, newer]);
    const {host, http, environment} = await createServices({variables: {PIP_INDEX_URL: index.url}});
    return {
      downloader: new PypiDownloader(host, http, environment),
      source: {uri: 'pypi:devstack-tiny==1.0', checksum: sha256Of(wheel.content)},
      newer: {uri: 'pypi:devstack-tiny==1.1', checksum: sha256Of(newer.content)},
      missing: {uri: 'pypi:nobody-has-this==1.0'},
      unreachable: {uri: 'pypi:gone==1.0'},
      directory: await temporaryDirectory(),
      edit: async (path: string) => {
        await appendFile(path, 'edited');
        return path;
      },
      dispose: async () => undefined,
    };
  };
  registerContract(test, downloaderContract(harness));
});

test('a file comes from the index that the user named, with the user name and password of its URL', async () => {
  const index = await startTinyIndex([wheel], 'me:it is@secret');
  const url = index.url.replace('//', '//me:it%20is%40secret@');
  const {host, http, environment, directory} = await createServices({variables: {PIP_INDEX_URL: url}});
  const downloader = new PypiDownloader(host, http, environment);
  const source = {uri: 'pypi:devstack-tiny==1.0', checksum: sha256Of(wheel.content)};
  const path = `${directory}/into/${wheel.filename}`;
  expect(await downloader.fetch(source, `${directory}/into`, options)).toEqual({
    path,
    identity: source.checksum,
    changed: true,
  });
  expect(index.asked).toEqual(['/simple/devstack-tiny/', `/files/${wheel.filename}`]);
  expect(await downloader.fetch(source, `${directory}/into`, options)).toMatchObject({changed: false});
  expect(index.asked).toHaveLength(2);
});

test('an index that wants a password says so without showing one', async () => {
  const index = await startTinyIndex([wheel], 'me:secret');
  const url = index.url.replace('//', '//me:wrong@');
  const {host, http, environment, directory} = await createServices({variables: {UV_INDEX_URL: url}});
  const fetching = new PypiDownloader(host, http, environment).fetch(
    {uri: 'pypi:devstack-tiny==1.0'},
    directory,
    options,
  );
  await expect(fetching).rejects.toMatchObject({code: 'DEVSTACK_ERR_NOT_FOUND'});
  await expect(fetching).rejects.toThrow(
    /^cannot read http:\/\/127\.0\.0\.1:\d+\/simple\/devstack-tiny\/: status 401$|\*\*\*@/,
  );
  await expect(fetching).rejects.not.toThrow('wrong');
});

test('a file with another content than the checksum says is refused and leaves nothing', async () => {
  const index = await startTinyIndex([wheel]);
  const {host, http, environment, directory} = await createServices({variables: {PIP_INDEX_URL: index.url}});
  const source = {uri: `pypi:devstack-tiny==1.0#${wheel.filename}`, checksum: `sha256:${'0'.repeat(64)}`};
  const fetching = new PypiDownloader(host, http, environment).fetch(source, `${directory}/into`, options);
  await expect(fetching).rejects.toMatchObject({code: 'DEVSTACK_ERR_CHECKSUM'});
  expect(await host.list(`${directory}/into`)).toBeUndefined();
});

test('a release that no index has is not found, and the indexes are named', async () => {
  const index = await startTinyIndex([wheel]);
  const {host, http, environment, directory} = await createServices({variables: {PIP_INDEX_URL: index.url}});
  const downloader = new PypiDownloader(host, http, environment);
  await expect(downloader.fetch({uri: 'pypi:devstack-tiny==2.0'}, directory, options)).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_NOT_FOUND',
    message: `cannot download devstack-tiny==2.0: not found on ${index.url}`,
  });
  expect(await downloader.unreachable('pypi:devstack-tiny==1.0')).toBeUndefined();
  expect(await downloader.unreachable('pypi:devstack-tiny==2.0')).toContain('not found');
});

test('a directory of links serves a machine without a network', async () => {
  const {host, http, environment, directory} = await createServices();
  await host.writeFile(`${directory}/${wheel.filename}`, wheel.content, {mode: 0o644});
  const variables = {PIP_NO_INDEX: '1', PIP_FIND_LINKS: directory};
  const downloader = new PypiDownloader(host, http, {...environment, variables});
  const fetched = await downloader.fetch({uri: 'pypi:devstack-tiny==1.0'}, `${directory}/into`, options);
  expect(fetched.identity).toBe(sha256Of(wheel.content));
});

test('uv with another hash than the pinned one is refused and not kept', async () => {
  const services = await createServices();
  const filename = `uv-${UV_VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`;
  const fetching = ensureUv(services, options, {filename, checksum: `sha256:${'0'.repeat(64)}`});
  await expect(fetching).rejects.toMatchObject({code: 'DEVSTACK_ERR_CHECKSUM'});
  expect(await services.host.stat(`${services.environment.cache}/uv-${UV_VERSION}/uv`)).toBeUndefined();
});

test('uv comes from PyPI with the pinned hash, and runs', {timeout: 60_000}, async () => {
  const services = await createServices();
  const uv = await ensureUv(services, options);
  expect((await services.host.run([uv, '--version'])).stdout).toContain(`uv ${UV_VERSION} `);
  expect(await services.host.stat(uv)).toMatchObject({type: 'file', mode: 0o755});
  expect(await services.host.list(`${services.environment.cache}/uv-${UV_VERSION}`)).toEqual(['uv']);
});
