import type {FileFormat} from '@devstack/sdk';

/**
 * The text of a template with its values, quoted as the format needs it. Full Handlebars (strict) when the name ends in `.hbs`.
 * Throws DEVSTACK_ERR_TEMPLATE naming template, line and parameter; never a value.
 */
export async function renderTemplate(
  template: {readonly name: string; readonly template: string},
  values: Readonly<Record<string, string>>,
  format: FileFormat,
): Promise<string> {
  throw new Error([template, values, format].join());
}
