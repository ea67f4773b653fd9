import type {FileFormat, FileOption} from '@devstack/sdk';
import {losesEnds} from './quote-value.ts';

const HEADER = '# What the configuration of devstack adds.';

/** The content of a file with options that win over what it says itself. */
export function addOptions(content: string, options: readonly FileOption[], format: FileFormat): string {
  if (options.length === 0) return content;
  return format === 'ini' ? options.reduce(setInIni, content) : `${content.trimEnd()}\n\n${renderGroups(options)}`;
}

/** A group may stand in a file of oslo.config several times, and the last value of an option counts. */
function renderGroups(options: readonly FileOption[]): string {
  const groups = [...new Set(options.map(({group}) => group))];
  const linesOf = (name: string): string[] => [
    `[${name}]`,
    ...options.filter(({group}) => group === name).map(({option, value}) => `${option} = ${quoteEnds(value)}`),
  ];
  return [HEADER, ...groups.flatMap(linesOf), ''].join('\n');
}

/** `$name` stays what it is for oslo.config: another option. */
function quoteEnds(value: string): string {
  return losesEnds(value) ? `"${value}"` : value;
}

/** configparser takes a section or an option that stands there twice for a fault. */
function setInIni(content: string, {group, option, value}: FileOption): string {
  const lines = content.trimEnd().split('\n');
  const start = lines.indexOf(`[${group}]`);
  const line = `${option} = ${value}`;
  if (start === -1) return [...lines, '', HEADER, `[${group}]`, line, ''].join('\n');
  const next = lines.findIndex((one, index) => index > start && one.startsWith('['));
  const body = lines.slice(start + 1, next === -1 ? undefined : next);
  const rest = next === -1 ? [] : lines.slice(next);
  return [...lines.slice(0, start + 1), line, ...without(body, option), ...rest, ''].join('\n');
}

/** The lines of a section without an option, and without the lines that go on with its value. */
function without(lines: readonly string[], option: string): string[] {
  let isOld = false;
  return lines.filter((line) => {
    if (!/^\s/.test(line)) isOld = line.split(/[=:]/, 1)[0]!.trim().toLowerCase() === option.toLowerCase();
    else if (line.trim() === '') isOld = false;
    return !isOld;
  });
}
