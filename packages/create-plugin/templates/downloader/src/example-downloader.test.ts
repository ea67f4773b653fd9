import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createTestHost, downloaderContract, registerContract} from '@devstack/sdk/testing';
import {ExampleDownloader} from './example-downloader.ts';

registerContract(
  test,
  downloaderContract(async () => {
    const own = await mkdtemp(join(tmpdir(), 'example-downloader-'));
    const [share, directory] = [join(own, 'share'), join(own, 'directory')];
    for (const path of [share, directory]) await mkdir(path);
    for (const name of ['one', 'two']) await writeFile(join(share, name), name);
    return {
      downloader: new ExampleDownloader(createTestHost()),
      source: {uri: `example://${share}/one`},
      newer: {uri: `example://${share}/two`},
      missing: {uri: `example://${share}/three`},
      unreachable: {uri: `example://${own}/absent/one`},
      directory,
      async edit(path) {
        await writeFile(path, 'mine');
        return path;
      },
      dispose: () => rm(own, {recursive: true}),
    };
  }),
);
