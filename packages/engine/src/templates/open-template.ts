import type {TemplateContent, Text} from '@devstack/sdk';

/**
 * Reads a template and checks that every parameter has a value.
 * @param directories `templates` directories, the first that has the file wins: the user's, then the plugin's
 */
export function openTemplate(
  directories: readonly string[],
  name: string,
  parameters: Readonly<Record<string, Text>>,
): TemplateContent {
  throw new Error([directories, name, parameters].join());
}
