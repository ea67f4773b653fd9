import {DevstackError} from '@devstack/sdk';

/** Largest member that is unpacked; uv has 40 MB. */
const LARGEST_BYTES = 200_000_000;

/** The content of one file in a wheel. Throws DEVSTACK_ERR_ARCHIVE when it is not there, or anything in the archive points out of it. */
export async function readWheelMember(wheel: Uint8Array, member: string, name: string): Promise<Uint8Array> {
  try {
    return await readMember(Buffer.from(wheel.buffer, wheel.byteOffset, wheel.byteLength), member);
  } catch (cause) {
    if (DevstackError.is(cause)) throw cause;
    throw new DevstackError(`cannot unpack ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'DEVSTACK_ERR_ARCHIVE',
      cause,
    });
  }
}

async function readMember(wheel: Buffer, member: string): Promise<Uint8Array> {
  const {fromBufferPromise} = await import('yauzl');
  // yauzl checks sizes and refuses absolute paths, backslashes and `..` with these options.
  const archive = await fromBufferPromise(wheel, {lazyEntries: true, strictFileNames: true, validateEntrySizes: true});
  let content: Uint8Array | undefined;
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName !== member) continue;
    if (entry.uncompressedSize > LARGEST_BYTES) throw new Error(`${member} is larger than ${LARGEST_BYTES / 1e6} MB`);
    const parts: Uint8Array[] = [];
    for await (const part of await archive.openReadStreamPromise(entry)) parts.push(part as Uint8Array);
    content = Buffer.concat(parts);
  }
  if (content === undefined) throw new Error(`there is no ${member} in it`);
  return content;
}
