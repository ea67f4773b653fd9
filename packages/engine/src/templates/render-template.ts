import {DevstackError, type FileFormat, messageOf, type ResolvedValue} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import {checkParameters} from './open-template.ts';
import {quoteValue} from './quote-value.ts';
import {isWholeValue} from './template-parameters.ts';
import {MARK, markOf} from './value-marks.ts';

interface Template {
  /** Shown in errors. */
  readonly name: string;
  readonly template: string;
}

type Values = Readonly<Record<string, ResolvedValue>>;

/**
 * The text of a template with its values, quoted as the format needs it. Full Handlebars (strict) when the name ends in `.hbs`.
 * Throws DEVSTACK_ERR_TEMPLATE naming template, line and parameter; never a value.
 */
export async function renderTemplate(template: Template, values: Values, format: FileFormat): Promise<string> {
  const {renderHandlebars, renderPercent} = await import('./compile-template.ts');
  const isHandlebars = template.name.endsWith('.hbs');
  return isHandlebars
    ? renderHbs(template, values, format, renderHandlebars)
    : renderNames(template, values, format, renderPercent);
}

function renderNames(
  {name: template, template: content}: Template,
  values: Values,
  format: FileFormat,
  render: typeof import('./compile-template.ts').renderPercent,
): string {
  checkParameters(content, template, values);
  return render(content, (name, line, isWhole) => {
    const place = {place: `${template}:${line}`, parameter: `%${name}%`};
    const value = values[name]!;
    if (typeof value === 'string') return quoted(place, value, format, isWhole);
    throw cannotRender(place, 'it is a list, for which a template must be Handlebars (.hbs)');
  });
}

/** Marks stand for the values until it is known where each of them stands. */
function renderHbs(
  {name, template}: Template,
  values: Values,
  format: FileFormat,
  render: typeof import('./compile-template.ts').renderHandlebars,
): string {
  const marked: {readonly parameter: string; readonly value: string}[] = [];
  const mark = (parameter: string, value: string): string => markOf(marked.push({parameter, value}) - 1, value);
  const marks = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, markValue(key, value, mark)]));
  const rendered = attempt(name, Object.keys(values), () => render(template, marks));
  return rendered.replace(MARK, (found, index: string, at: number) => {
    const {parameter, value} = marked[Number(index)]!;
    const isWhole = isWholeValue(rendered, at, at + found.length);
    return quoted({place: name, parameter: `{{${parameter}}}`}, value, format, isWhole);
  });
}

function markValue(key: string, value: ResolvedValue, mark: (key: string, value: string) => string): ResolvedValue {
  if (typeof value === 'string') return mark(key, value);
  return value.map((row) => {
    if (typeof row === 'string') return mark(key, row);
    return Object.fromEntries(Object.entries(row).map(([column, text]) => [column, mark(`${key}.${column}`, text)]));
  });
}

/** Handlebars says `"NAME" not defined in [object Object] - 3:5`. */
function attempt(template: string, known: readonly string[], render: () => string): string {
  try {
    return render();
  } catch (error) {
    const why = messageOf(error).split('\n')[0]!;
    const [, name, line] = /^"([^"]*)" not defined in .* - (\d+):\d+$/.exec(why) ?? [];
    if (name === undefined) throw cannotRender({place: template}, why, error);
    const place = {place: `${template}:${line}`, parameter: `{{${name}}}`};
    throw cannotRender(place, `it is not set${didYouMean(name, known)}`, error);
  }
}

interface Place {
  /** `template:line` */
  readonly place: string;
  readonly parameter?: string;
}

function quoted(place: Place, value: string, format: FileFormat, isWhole: boolean): string {
  const result = quoteValue(value, format, isWhole);
  if ('text' in result) return result.text;
  throw cannotRender(place, result.problem);
}

function cannotRender({place, parameter}: Place, why: string, cause?: unknown): DevstackError {
  const what = parameter === undefined ? '' : `parameter ${parameter}: `;
  return new DevstackError(`cannot render template ${place}: ${what}${why}`, {
    code: 'DEVSTACK_ERR_TEMPLATE',
    ...(cause === undefined ? {} : {cause}),
  });
}
