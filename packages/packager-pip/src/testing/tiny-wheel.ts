import {crc32} from 'node:zlib';

export interface TinyWheel {
  readonly filename: string;
  readonly content: Uint8Array;
}

/** A wheel of one module; uncompressed. */
export function makeTinyWheel(name: string, version = '1.0'): TinyWheel {
  const info = `${name}-${version}.dist-info`;
  const files = {
    [`${name}.py`]: 'answer = 42\n',
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: `${name}.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  };
  return {filename: `${name}-${version}-py3-none-any.whl`, content: makeZip(files)};
}

/** A zip archive of texts, by path. */
export function makeZip(files: Readonly<Record<string, string>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const [path, text] of Object.entries(files)) {
    const offset = parts.reduce((sum, {length}) => sum + length, 0);
    const [name, content] = [Buffer.from(path), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, content);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, name);
  }
  const start = Buffer.concat(parts);
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(start.length, 16);
  return Buffer.concat([start, index, end]);
}
