import type {FileFormat} from '@devstack/sdk';

/** The value as the format needs it, or why it cannot be written there. The reason never holds the value. */
export type Quoted = {readonly text: string} | {readonly problem: string};

/** @param isWholeValue it is everything to the right of a `=`, so that it can be put in quotes */
export function quoteValue(value: string, format: FileFormat, isWholeValue: boolean): Quoted {
  if (value.includes('\0')) return {problem: 'its value has a NUL character'};
  if (format === 'shell') return {text: `'${value.replaceAll("'", `'\\''`)}'`};
  return format === 'oslo' ? quoteForOslo(value, isWholeValue) : {text: value};
}

/** oslo.config takes blanks and one pair of quotes off the ends of a value, and substitutes `$name`. */
function quoteForOslo(value: string, isWholeValue: boolean): Quoted {
  if (/[\r\n]/.test(value)) return {problem: 'its value has more than one line'};
  const escaped = value.replaceAll('$', '$$$$');
  const loses = /^\s|\s$/.test(value) || /^(["']).*\1$/.test(value);
  return {text: isWholeValue && loses ? `"${escaped}"` : escaped};
}
