import {mkdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DevstackError, type Downloads, type Fetched, type Source} from '@devstack/sdk';

/** Builds the image `tiny` as often as it is not there, and knows no other. */
export class FakeBuilder implements Downloads {
  built = 0;
  why: string | undefined;
  readonly #content: Buffer;

  constructor(content: Buffer) {
    this.#content = content;
  }

  async fetch({uri}: Source, into: string): Promise<Fetched> {
    requireTiny(uri);
    const path = join(into, 'tiny.qcow2');
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      await mkdir(into, {recursive: true});
      await writeFile(path, this.#content);
      this.built += 1;
    }
    return {path, identity: 'sha256:0', changed: !isThere};
  }

  async unreachable(uri: string): Promise<string | undefined> {
    requireTiny(uri);
    return this.why;
  }

  async modified(): Promise<undefined> {}
}

function requireTiny(uri: string): void {
  if (uri === 'build+tiny:image') return;
  throw new DevstackError(`cannot fetch ${uri}: no installed downloader knows its scheme`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
  });
}
