/** Something in an archive that the kernel unpacks at boot. */
export type CpioEntry =
  | {readonly path: string; readonly type: 'directory'; readonly mode: number}
  | {readonly path: string; readonly type: 'file'; readonly mode: number; readonly content: Uint8Array}
  | {readonly path: string; readonly type: 'symlink'; readonly target: string}
  | {
      readonly path: string;
      readonly type: 'device';
      readonly mode: number;
      readonly major: number;
      readonly minor: number;
    };

const TYPE_BITS = {directory: 0o040000, file: 0o100000, symlink: 0o120000, device: 0o020000} as const;

/** An archive in the format `newc`. Everything in it belongs to root, and the same entries make the same bytes. */
export function makeCpio(entries: readonly CpioEntry[]): Buffer {
  const parts = entries.map((entry, index) => record(index + 1, entry));
  return Buffer.concat([...parts, record(0, {path: 'TRAILER!!!', type: 'file', mode: 0, content: Buffer.alloc(0)})]);
}

function record(inode: number, entry: CpioEntry): Buffer {
  const name = Buffer.from(`${entry.path}\0`);
  const content = contentOf(entry);
  const mode = inode === 0 ? 0 : TYPE_BITS[entry.type] | (entry.type === 'symlink' ? 0o777 : entry.mode);
  const [major, minor] = entry.type === 'device' ? [entry.major, entry.minor] : [0, 0];
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, name.length, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(head), name])), padded(content)]);
}

function contentOf(entry: CpioEntry): Buffer {
  if (entry.type === 'file') return Buffer.from(entry.content);
  return Buffer.from(entry.type === 'symlink' ? entry.target : '');
}

/** To a multiple of four bytes. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
