const PAGE_BYTES = 4096;
const HEADER_BYTES = 100;

/** By offset in the header; all other fields are 0 (Database File Format, 1.3 and 1.6) */
const FIELDS: readonly (readonly [offset: number, bytes: readonly number[]])[] = [
  [0, [...Buffer.from('SQLite format 3\0')]],
  [16, [PAGE_BYTES >> 8, 0]],
  // To be written and read with a write-ahead log.
  [18, [2, 2]],
  // Shares of the payload, which are fixed.
  [21, [64, 32, 32]],
  // A change, and one page.
  [27, [1]],
  [31, [1]],
  // The leaf of a table without a row, whose content begins where the page ends.
  [HEADER_BYTES, [0x0d]],
  [HEADER_BYTES + 5, [PAGE_BYTES >> 8, 0]],
];

/**
 * What SQLite makes of a new file at `PRAGMA journal_mode = wal`: the mode is a property of the file, and SQLAlchemy has no option for it. Without
 * it, who reads keeps everybody from writing, and programs that forget to end what they read (Keystone of Zed does) do so until they end.
 */
export function emptyDatabase(): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  for (const [offset, bytes] of FIELDS) page.set(bytes, offset);
  return page;
}
