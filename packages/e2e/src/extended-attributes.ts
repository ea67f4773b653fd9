import {runOnHost} from './command.ts';

// A program that still runs may remove a file between two looks.
const vanished = /^(getfattr: .*: No such file or directory\n)+$/;

/** Names to hexadecimal values, by absolute path. */
export type ExtendedAttributes = Map<string, Map<string, string>>;

const unescapePath = (path: string) =>
  Buffer.from(
    path.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    'latin1',
  ).toString('utf8');

export function parseGetfattr(output: string): ExtendedAttributes {
  const result: ExtendedAttributes = new Map();
  for (const block of Buffer.from(output, 'utf8').toString('latin1').split('\n\n')) {
    const [heading, ...lines] = block.trim().split('\n');
    if (!heading?.startsWith('# file: ')) continue;
    const pairs = lines.map((line) => line.split('=', 2) as [string, string]);
    result.set(unescapePath(heading.slice('# file: '.length)), new Map(pairs));
  }
  return result;
}

const command = ['getfattr', '--absolute-names', '--no-dereference', '--dump', '--match=-', '--encoding=hex'] as const;

export async function readAttributesBelow(directory: string): Promise<ExtendedAttributes> {
  return parseGetfattr(await runOnHost([...command, '--recursive', '--physical', directory], vanished));
}

export async function readAttributes(paths: readonly string[]): Promise<ExtendedAttributes> {
  const result: ExtendedAttributes = new Map();
  for (let start = 0; start < paths.length; start += 500) {
    const part = parseGetfattr(await runOnHost([...command, '--', ...paths.slice(start, start + 500)], vanished));
    for (const [path, attributes] of part) result.set(path, attributes);
  }
  return result;
}
