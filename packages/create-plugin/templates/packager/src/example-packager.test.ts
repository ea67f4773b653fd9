import * as assert from 'node:assert/strict';
import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createTestHost, packagerContract, registerContract} from '@devstack/sdk/testing';
import {ExamplePackager} from './example-packager.ts';
import {newestFor} from './package-names.ts';

registerContract(
  test,
  packagerContract(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'example-packager-'));
    const options = {shelf: join(directory, 'shelf'), target: join(directory, 'target')};
    for (const path of Object.values(options)) await mkdir(path);
    for (const name of ['bread-1.0', 'bread-1.1', 'salt-2.0']) await writeFile(join(options.shelf, name), name);
    await writeFile(join(options.target, 'water-1.0'), 'water');
    return {
      packager: new ExamplePackager(createTestHost(), options),
      absent: [{name: 'bread'}, {name: 'salt'}],
      present: {name: 'water'},
      unknown: {name: 'wine'},
      describe: () => readdir(options.target),
      dispose: () => rm(directory, {recursive: true}),
    };
  }),
);

test('the newest version that matches is taken', () => {
  const shelf = ['bread-1.9', 'bread-1.10', 'bread-2.0'];
  assert.equal(newestFor({name: 'bread', version: '1.*'}, shelf), 'bread-1.10');
});
