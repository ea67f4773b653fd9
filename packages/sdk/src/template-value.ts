import type {Text} from './text.ts';

/**
 * The value of a parameter of a template. A `.hbs` template can also take lists, of texts or of rows whose columns have names in capitals:
 * `{{#each SERVERS}}{{HOST}}:{{PORT}} {{/each}}`; in a `%NAME%` template each is a text.
 */
export type TemplateValue = Text | readonly TemplateRow[];

/** A text of a list, or several of them by their names. */
export type TemplateRow = Text | Readonly<Record<Uppercase<string>, Text>>;

/** A value of which every text has become a string. */
export type ResolvedValue = string | readonly (string | Readonly<Record<string, string>>)[];

/** The value with each of its texts as `resolve` has it. */
export function resolveTemplateValue(value: TemplateValue, resolve: (text: Text) => string): ResolvedValue {
  if (isText(value)) return resolve(value);
  return value.map((row) => {
    if (isText(row)) return resolve(row);
    return Object.fromEntries(Object.entries(row).map(([name, text]) => [name, resolve(text)]));
  });
}

function isText(value: TemplateValue | TemplateRow): value is Text {
  return typeof value === 'string' || 'secret' in value || 'concat' in value;
}
