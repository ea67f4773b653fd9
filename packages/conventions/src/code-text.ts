const BLOCK_COMMENT = /(^|[\s({,|])\/\*[\s\S]*?\*\//gm;
const LINE_COMMENT = /(^|\s)\/\/ .*$/gm;

/** The code without comments, line for line. Biome has formatted it: a comment begins a line or stands after a blank. */
export function withoutComments(code: string): string {
  const blankLines = (comment: string, before: string): string =>
    before + '\n'.repeat(comment.split('\n').length - before.split('\n').length);
  return code.replaceAll(BLOCK_COMMENT, blankLines).replaceAll(LINE_COMMENT, '$1');
}

/** `name:line` of each match of a pattern in a text. */
export function findLines(name: string, text: string, pattern: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${name}:${index + 1}: ${line.trim()}`] : []));
}
