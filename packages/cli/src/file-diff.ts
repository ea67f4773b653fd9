import {createTwoFilesPatch} from 'diff';
import type {Paint} from './paint.ts';

export interface FileChange {
  readonly path: string;
  /** Missing when there is no file yet. */
  readonly before?: string;
  readonly after: string;
}

/** A unified diff with three lines of context. */
export function renderFileDiff({path, before, after}: FileChange, paint: Paint): string[] {
  const old = before === undefined ? '/dev/null' : path;
  const patch = createTwoFilesPatch(old, path, before ?? '', after, undefined, undefined, {context: 3});
  return patch
    .slice(patch.indexOf('--- '))
    .trimEnd()
    .split('\n')
    .map((line) => paintLine(line.trimEnd(), paint));
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('---') || line.startsWith('+++')) return paint.bold(line);
  if (line.startsWith('@@')) return paint.cyan(line);
  if (line.startsWith('+')) return paint.green(line);
  if (line.startsWith('-')) return paint.red(line);
  return line;
}
