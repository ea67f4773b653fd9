import {expect, test} from 'vitest';
import {makeCpio} from './cpio.ts';

const FIELD = 8;

/** Reads an archive back: names, modes, contents and device numbers. */
function readCpio(archive: Buffer): {name: string; mode: number; content: string; device: number[]}[] {
  const entries = [];
  for (let at = 0; ; ) {
    const field = (index: number) =>
      Number.parseInt(archive.toString('latin1', at + 6 + index * FIELD, at + 14 + index * FIELD), 16);
    expect(archive.toString('latin1', at, at + 6)).toBe('070701');
    const [mode, size, nameSize] = [field(1), field(6), field(11)];
    const name = archive.toString('utf8', at + 110, at + 110 + nameSize - 1);
    const begin = at + Math.ceil((110 + nameSize) / 4) * 4;
    if (name === 'TRAILER!!!') return entries;
    const content = archive.toString('utf8', begin, begin + size);
    entries.push({name, mode, content, device: [field(9), field(10)]});
    at = begin + Math.ceil(size / 4) * 4;
  }
}

test('each entry is read back as it was written, with its mode', () => {
  const archive = makeCpio([
    {path: 'bin', type: 'directory', mode: 0o755},
    {path: 'bin/odd', type: 'file', mode: 0o644, content: Buffer.from('12345')},
    {path: 'sbin', type: 'symlink', target: 'bin'},
    {path: 'dev/console', type: 'device', mode: 0o600, major: 5, minor: 1},
  ]);
  expect(archive.length % 4).toBe(0);
  expect(readCpio(archive)).toEqual([
    {name: 'bin', mode: 0o40755, content: '', device: [0, 0]},
    {name: 'bin/odd', mode: 0o100644, content: '12345', device: [0, 0]},
    {name: 'sbin', mode: 0o120777, content: 'bin', device: [0, 0]},
    {name: 'dev/console', mode: 0o20600, content: '', device: [5, 1]},
  ]);
});
