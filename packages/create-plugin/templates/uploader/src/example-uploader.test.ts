import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createTestHost, registerContract, uploaderContract} from '@devstack/sdk/testing';
import {ExampleUploader} from './example-uploader.ts';

registerContract(
  test,
  uploaderContract(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'example-uploader-'));
    const location = join(directory, 'image.raw');
    await writeFile(location, 'an image');
    return {
      uploader: new ExampleUploader(createTestHost(), {directory: join(directory, 'images')}),
      image: {name: 'small', location},
      missing: {name: 'absent', location: join(directory, 'absent.raw')},
      dispose: () => rm(directory, {recursive: true}),
    };
  }),
);
