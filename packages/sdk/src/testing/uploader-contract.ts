import * as assert from 'node:assert/strict';
import type {Image, ImageSource, ImageUploader} from '../uploader.ts';
import type {ContractCase} from './contract.ts';
import {casesWith, rejects} from './harness-cases.ts';

/** What an uploader is tried with: a registry that has no image of these names. */
export interface UploaderHarness {
  readonly uploader: ImageUploader;
  /** Can be uploaded. */
  readonly image: ImageSource;
  /** Its location is where nothing is. */
  readonly missing: ImageSource;
  dispose(): Promise<void>;
}

const WRONG_CHECKSUM = `sha256:${'0'.repeat(64)}`;

/**
 * What every uploader must do. A harness is made anew for each case.
 *
 * @example registerContract(test, uploaderContract(async () => ({uploader: new ShelfUploader(createTestHost()), ...})));
 */
export function uploaderContract(create: () => Promise<UploaderHarness>): readonly ContractCase[] {
  return casesWith(create, CASES);
}

const CASES: Readonly<Record<string, (harness: UploaderHarness) => Promise<void>>> = {
  'what is uploaded is listed as it was reported': async (harness) => {
    const {image, changed} = await upload(harness, harness.image);
    assert.equal(changed, true);
    assert.equal(image.name, harness.image.name);
    assert.deepEqual(await listed(harness), [image]);
  },
  'uploading the same again changes nothing': async (harness) => {
    const {image} = await upload(harness, harness.image);
    const again = await upload(harness, harness.image);
    assert.equal(again.changed, false);
    assert.equal(again.image.id, image.id);
    assert.deepEqual(await listed(harness), [image]);
  },
  'what is removed is gone, and removing it again is no error': async (harness) => {
    const {image} = await upload(harness, harness.image);
    await harness.uploader.remove(image.id);
    assert.deepEqual(await listed(harness), []);
    await harness.uploader.remove(image.id);
  },
  'an image that is not where it should be is not found, and leaves nothing behind': async (harness) => {
    await rejects(upload(harness, harness.missing), 'DEVSTACK_ERR_NOT_FOUND');
    assert.deepEqual(await listed(harness), []);
  },
  'an image with another checksum is refused, and leaves nothing behind': async (harness) => {
    await rejects(upload(harness, {...harness.image, checksum: WRONG_CHECKSUM}), 'DEVSTACK_ERR_CHECKSUM');
    assert.deepEqual(await listed(harness), []);
  },
  'an interrupted upload leaves nothing that is taken for whole, and the next one succeeds': async (harness) => {
    await assert.rejects(upload(harness, harness.image, AbortSignal.abort()));
    const {image} = await upload(harness, harness.image);
    assert.deepEqual(await listed(harness), [image]);
  },
};

function upload({uploader}: UploaderHarness, source: ImageSource, signal = new AbortController().signal) {
  return uploader.upload(source, {signal, progress: () => undefined});
}

/** A registry may have images of others. */
async function listed({uploader, image, missing}: UploaderHarness): Promise<readonly Image[]> {
  return (await uploader.list()).filter(({name}) => name === image.name || name === missing.name);
}
