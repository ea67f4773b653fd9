const MARK = '•••';
const SHORT = 4;

/** A function that puts `•••` in place of each of these values, also where one is encoded for a URL, a file or JSON. */
export function redactValues(values: Iterable<string>): (text: string) => string {
  const forms = [...new Set([...values].filter((value) => value !== '').flatMap(formsOf))];
  if (forms.length === 0) return (text) => text;
  // The longest first: a value may be the beginning of another.
  const pattern = forms
    .sort((a, b) => b.length - a.length)
    .map(patternOf)
    .join('|');
  const expression = new RegExp(pattern, 'gu');
  return (text) => text.replace(expression, MARK);
}

function formsOf(value: string): readonly string[] {
  return [
    value,
    encodeURIComponent(value.toWellFormed()),
    encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+'),
    value.replaceAll('$', '$$$$'),
    value.replaceAll("'", `'\\''`),
    JSON.stringify(value).slice(1, -1),
  ];
}

/** A short value is redacted only as a whole word, or `e` would make every message unreadable. */
function patternOf(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return form.length < SHORT ? `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])` : literal;
}
