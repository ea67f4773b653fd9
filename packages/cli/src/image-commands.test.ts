import {describe, expect, test} from 'vitest';
import ImageBuild from './commands/image/build.ts';
import ImageList from './commands/image/list.ts';
import ImageRemove from './commands/image/remove.ts';
import ImageUpload from './commands/image/upload.ts';
import {replaceEngine} from './engine-factory.ts';
import {renderImages} from './image-view.ts';
import {captureCommand} from './testing/capture-command.ts';
import {fakeEngine} from './testing/fake-engine.ts';

async function capture(command: Parameters<typeof captureCommand>[0], argv: string[]) {
  const {open, calls} = fakeEngine();
  replaceEngine(open);
  return {...(await captureCommand(command, argv)), calls};
}

describe('image', () => {
  test('list shows a row for each', async () => {
    const {stdout} = await capture(ImageList, []);
    expect(stdout).toBe('NAME  STATUS  FORMAT    SIZE  ID\ntiny  active  raw     1.0 MB  f1\n');
  });

  test('list of nothing says how to begin', () => {
    expect(renderImages([])).toEqual(['there is no image; upload one with: devstack image upload NAME FILE|URL']);
  });

  test('list --json is JSON', async () => {
    const {stdout} = await capture(ImageList, ['--json']);
    expect(JSON.parse(stdout)).toMatchObject([{id: 'f1', name: 'tiny'}]);
  });

  test('upload passes on name, place, checksum and visibility', async () => {
    const {stdout, calls} = await capture(ImageUpload, ['cirros', './c.img', '--checksum', 'sha256:00', '--private']);
    expect(calls.at(-1)?.args).toEqual([
      [{name: 'cirros', location: './c.img', checksum: 'sha256:00', visibility: 'private'}],
    ]);
    expect(stdout).toBe('uploaded cirros (f1)\n');
  });

  test('build passes on name and file, and says what was made', async () => {
    const {stdout, calls} = await capture(ImageBuild, ['tiny', '--output', 'x.img']);
    expect(calls.at(-1)?.args).toEqual([['tiny', 'x.img']]);
    expect(stdout).toBe('built /here/tiny.qcow2 (20 MB, sha256:00)\n');
  });

  test('remove takes several', async () => {
    const {stdout, calls} = await capture(ImageRemove, ['a', 'b']);
    expect(calls.at(-1)?.args).toEqual([['a', 'b']]);
    expect(stdout).toBe('removed a (f1)\nremoved b (f1)\n');
  });
});
