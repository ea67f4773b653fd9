import type {FileFormat} from '@devstack/sdk';

/** The value as the format needs it, or why it cannot be written there. The reason never holds the value. */
export type Quoted = {readonly text: string} | {readonly problem: string};

type Quote = (value: string, isWholeValue: boolean) => string;

const QUOTES: Readonly<Record<FileFormat, Quote>> = {
  text: (value) => value,
  oslo: quoteForOslo,
  // configparser substitutes `%(name)s`.
  ini: (value) => value.replaceAll('%', '%%'),
  yaml: quoteForYaml,
  json: (value) => JSON.stringify(value),
  shell: (value) => `'${value.replaceAll("'", `'\\''`)}'`,
  // What a shell and systemd read in the same way.
  env: (value) => `"${value.replace(/[\\"$`]/g, '\\$&')}"`,
  url: (value) =>
    encodeURIComponent(value).replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`),
};

/** They have a way to write every character. */
const ESCAPING: readonly FileFormat[] = ['json', 'yaml'];
const ONE_LINE: readonly FileFormat[] = ['oslo', 'ini', 'env'];

// What Python's `strip` takes off, which is not what JavaScript's `\s` is.
const BLANK = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const BLANK_ENDS = new RegExp(`^${BLANK}|${BLANK}$`);

/** @param isWholeValue it is everything to the right of a `=`, so that it can be put in quotes */
export function quoteValue(value: string, format: FileFormat, isWholeValue: boolean): Quoted {
  const problem = ESCAPING.includes(format) ? undefined : problemOf(value, format, isWholeValue);
  return problem === undefined ? {text: QUOTES[format](value, isWholeValue)} : {problem};
}

function problemOf(value: string, format: FileFormat, isWholeValue: boolean): string | undefined {
  if (value.includes('\0') && format !== 'url') return 'its value has a NUL character';
  if (!value.isWellFormed()) return 'its value is no text: it has half of a character';
  if (ONE_LINE.includes(format) && /[\r\n]/.test(value)) return 'its value has more than one line';
  if (format === 'oslo' && value.includes('\\$')) {
    return 'its value has a backslash before a dollar sign, which oslo.config takes for the dollar sign alone';
  }
  if (format === 'ini' && isWholeValue && BLANK_ENDS.test(value)) return 'its value begins or ends with a blank';
  return undefined;
}

/** oslo.config takes blanks and one pair of quotes off the ends of a value, and substitutes `$name`. */
function quoteForOslo(value: string, isWholeValue: boolean): string {
  const escaped = value.replaceAll('$', '$$$$');
  return isWholeValue && losesEnds(value) ? `"${escaped}"` : escaped;
}

/** Whether oslo.config would take something off the ends. One quotation mark is the first and the last. */
export function losesEnds(value: string): boolean {
  return BLANK_ENDS.test(value) || /^(["'])(?:.*\1)?$/s.test(value);
}

/** What JSON may have as it is, and YAML, or PyYAML, must not. */
function quoteForYaml(value: string): string {
  const toEscape = (it: string): string => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, toEscape);
}
