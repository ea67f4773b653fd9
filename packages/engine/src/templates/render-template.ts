import {DevstackError, type FileFormat, messageOf} from '@devstack/sdk';
import {checkParameters} from './open-template.ts';
import {quoteValue} from './quote-value.ts';

interface Template {
  /** Shown in errors. */
  readonly name: string;
  readonly template: string;
}

/**
 * The text of a template with its values, quoted as the format needs it. Full Handlebars (strict) when the name ends in `.hbs`.
 * Throws DEVSTACK_ERR_TEMPLATE naming template, line and parameter; never a value.
 */
export async function renderTemplate(
  template: Template,
  values: Readonly<Record<string, string>>,
  format: FileFormat,
): Promise<string> {
  const {renderHandlebars, renderPercent} = await import('./compile-template.ts');
  if (template.name.endsWith('.hbs')) return renderHbs(template, values, format, renderHandlebars);
  checkParameters(template.template, template.name, values);
  return renderPercent(template.template, (name, line, isWholeValue) =>
    quoted(template.name, line, name, values[name]!, format, isWholeValue),
  );
}

function renderHbs(
  {name, template}: Template,
  values: Readonly<Record<string, string>>,
  format: FileFormat,
  render: (template: string, values: Readonly<Record<string, string>>) => string,
): string {
  const entries = Object.entries(values).map(
    ([key, value]) => [key, quoted(name, undefined, key, value, format, false)] as const,
  );
  try {
    return render(template, Object.fromEntries(entries));
  } catch (error) {
    const why = messageOf(error).split('\n')[0];
    throw new DevstackError(`cannot render template ${name}: ${why}`, {code: 'DEVSTACK_ERR_TEMPLATE', cause: error});
  }
}

function quoted(
  template: string,
  line: number | undefined,
  parameter: string,
  value: string,
  format: FileFormat,
  isWholeValue: boolean,
): string {
  const result = quoteValue(value, format, isWholeValue);
  if ('text' in result) return result.text;
  const place = line === undefined ? template : `${template}:${line}`;
  throw new DevstackError(`cannot render template ${place}: parameter %${parameter}%: ${result.problem}`, {
    code: 'DEVSTACK_ERR_TEMPLATE',
  });
}
