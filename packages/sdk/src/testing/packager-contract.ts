import * as assert from 'node:assert/strict';
import {DevstackError} from '../errors.ts';
import type {JsonObject} from '../json.ts';
import type {PackageRequest, Packager, PackagerContext} from '../packager.ts';
import type {ContractCase} from './contract.ts';

/** What a packager is tried with: a machine on which packages may come and go. */
export interface PackagerHarness {
  readonly packager: Packager;
  /** Two small packages that are not there, can be installed, and do not need each other. */
  readonly absent: readonly [PackageRequest, PackageRequest];
  /** Is there already. */
  readonly present: PackageRequest;
  /** No source has it. */
  readonly unknown: PackageRequest;
  /** Describes what the packager can change: files, accounts, packages. Equal machines give deeply equal descriptions. */
  describe(): Promise<unknown>;
  dispose(): Promise<void>;
}

type Try = (tried: Tried) => Promise<void>;

/**
 * What every packager must do. A harness is made anew for each case.
 *
 * @example registerContract(test, packagerContract(async () => ({packager: new DnfPackager(createTestHost()), ...})));
 */
export function packagerContract(create: () => Promise<PackagerHarness>): readonly ContractCase[] {
  return Object.entries(CASES).map(([title, body]) => ({
    title,
    async run() {
      const harness = await create();
      try {
        await body(new Tried(harness));
      } finally {
        await harness.dispose();
      }
    },
  }));
}

const CASES: Readonly<Record<string, Try>> = {
  'what is there is not missing, and what is not there is': async ({packager, harness: {absent, present}}) => {
    assert.deepEqual(await packager.missing([]), []);
    assert.deepEqual(await packager.missing([absent[0], present, absent[1]]), [...absent]);
  },
  'another version than the one that is there is missing': async ({packager, harness: {present}}) => {
    assert.deepEqual(await packager.missing([{...present, version: '*'}]), []);
    const other = {...present, version: '0.0.0.1.*'};
    assert.deepEqual(await packager.missing([other]), [other]);
  },
  'asking changes nothing': async ({packager, harness}) => {
    const before = await harness.describe();
    await packager.missing([...harness.absent]);
    await packager.capture([...harness.absent]);
    const preview = await packager.preview?.([...harness.absent]);
    for (const {name} of preview === undefined ? [] : harness.absent) assert.ok(preview?.install.includes(name), name);
    assert.deepEqual(await harness.describe(), before);
  },
  'packages come and go, and the machine is as it was': async (tried) => {
    const machine = await tried.harness.describe();
    const before = await tried.capture();
    const owned = await tried.install(tried.harness.absent, before);
    assert.deepEqual(await tried.packager.missing([...tried.harness.absent]), []);
    const removed = await tried.remove(before, owned);
    assert.deepEqual(removed.kept, []);
    assert.deepEqual(await tried.packager.missing([...tried.harness.absent]), [...tried.harness.absent]);
    assert.deepEqual(await tried.harness.describe(), machine);
  },
  'installing again changes nothing': async (tried) => {
    const before = await tried.capture();
    const owned = await tried.install(tried.harness.absent, before);
    const machine = await tried.harness.describe();
    assert.deepEqual(await tried.install(tried.harness.absent, before, owned), owned);
    assert.deepEqual(await tried.harness.describe(), machine);
    await tried.remove(before, owned);
  },
  'what was installed by a run that ended before it could say so is ours all the same': async (tried) => {
    const machine = await tried.harness.describe();
    const before = await tried.capture();
    await tried.install(tried.harness.absent, before);
    const owned = await tried.install(tried.harness.absent, before);
    await tried.remove(before, owned);
    assert.deepEqual(await tried.harness.describe(), machine);
  },
  'what is added later is ours too, and goes alone when it alone is no longer wanted': async (tried) => {
    const [first, second] = tried.harness.absent;
    const machine = await tried.harness.describe();
    const before = await tried.capture();
    const one = await tried.install([first], before);
    const both = await tried.install([first, second], before, one);
    const left = await tried.remove(before, both, [first]);
    assert.deepEqual(left.kept, []);
    assert.deepEqual(await tried.packager.missing([first, second]), [second]);
    await tried.remove(before, left.owned);
    assert.deepEqual(await tried.harness.describe(), machine);
  },
  'removing twice is no error, and removes nothing more': async (tried) => {
    const before = await tried.capture();
    const owned = await tried.install(tried.harness.absent, before);
    const first = await tried.remove(before, owned);
    const machine = await tried.harness.describe();
    await tried.remove(before, owned);
    await tried.remove(before, first.owned);
    assert.deepEqual(await tried.harness.describe(), machine);
  },
  'what was there before is not removed': async (tried) => {
    const {present} = tried.harness;
    const machine = await tried.harness.describe();
    const before = await tried.capture();
    const owned = await tried.install([present], before);
    await tried.remove(before, owned);
    assert.deepEqual(await tried.packager.missing([present]), []);
    assert.deepEqual(await tried.harness.describe(), machine);
  },
  'a package that shall stay stays': async (tried) => {
    const [first] = tried.harness.absent;
    const before = await tried.capture();
    const owned = await tried.install([{...first, removable: false}], before);
    await tried.remove(before, owned);
    assert.deepEqual(await tried.packager.missing([first]), []);
  },
  'a package that nobody has is an error that names it, and changes nothing': async (tried) => {
    const {harness} = tried;
    const machine = await harness.describe();
    const before = await tried.capture();
    const error: unknown = await tried.install([harness.absent[0], harness.unknown], before).then(
      () => assert.fail(`nothing was thrown for ${harness.unknown.name}`),
      (thrown: unknown) => thrown,
    );
    if (!DevstackError.is(error)) throw error;
    assert.match(error.code, /^DEVSTACK_ERR_(PACKAGES|NOT_FOUND)$/);
    assert.ok(error.message.includes(harness.unknown.name), error.message);
    assert.ok(error.suggestions.length > 0, 'the error does not say what to do');
    assert.deepEqual(await harness.describe(), machine);
  },
};

/** Calls a packager as the engine does: records are plain data, written and read again. */
class Tried {
  readonly harness: PackagerHarness;
  readonly packager: Packager;

  constructor(harness: PackagerHarness) {
    this.harness = harness;
    this.packager = harness.packager;
  }

  async capture(): Promise<JsonObject> {
    return stored(await this.packager.capture([...this.harness.absent]));
  }

  async install(requests: readonly PackageRequest[], before: JsonObject, previous?: JsonObject): Promise<JsonObject> {
    return stored(await this.packager.install(requests, before, previous, CONTEXT));
  }

  async remove(before: JsonObject, owned: JsonObject, keep: readonly PackageRequest[] = []) {
    const removed = await this.packager.remove(before, owned, keep, CONTEXT);
    return {owned: stored(removed.owned), kept: removed.kept};
  }
}

const CONTEXT: PackagerContext = {signal: new AbortController().signal, progress: () => undefined};
const LARGEST_RECORD = 4 * 1024 * 1024;

/** What a record is after it was in the trace. */
function stored(record: JsonObject): JsonObject {
  const text = JSON.stringify(record);
  assert.ok(text.length <= LARGEST_RECORD, `a record of ${text.length} characters is too large for the trace`);
  const read = JSON.parse(text) as JsonObject;
  assert.deepEqual(read, record, 'a record is not plain data');
  return read;
}
