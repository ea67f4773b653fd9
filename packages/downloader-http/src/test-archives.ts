import {createHash} from 'node:crypto';
import {crc32, gzipSync} from 'node:zlib';
import {Header} from 'tar';

/** Archives byte by byte, so that they can be as hostile as we like. For tests. */
export interface TestEntry {
  readonly path: string;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO';
  readonly content?: string;
  readonly linkpath?: string;
  readonly mode?: number;
  /** What the header says when it lies. */
  readonly size?: number;
}

export function makeTar(entries: readonly TestEntry[]): Buffer {
  const blocks = entries.flatMap(({path, type = 'File', content = '', linkpath, mode = 0o644, size}) => {
    const header = Buffer.alloc(512);
    const fields = {path, type, mode, size: size ?? content.length, mtime: new Date(0), uid: 12345, gid: 12345};
    new Header(linkpath === undefined ? fields : {...fields, linkpath}).encode(header);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function makeTarGz(entries: readonly TestEntry[]): Buffer {
  return gzipSync(makeTar(entries));
}

const ZIP_TYPES: Readonly<Record<string, number>> = {SymbolicLink: 0o120000, FIFO: 0o010000, File: 0o100000};

export function makeZip(entries: readonly TestEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const {path, type = 'File', content = '', mode = 0o644, size} of entries) {
    const [name, body] = [Buffer.from(path), Buffer.from(content)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(size ?? body.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, body]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((mode | (ZIP_TYPES[type] ?? 0)) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

export function checksumOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
