import {readFileSync} from 'node:fs';
import path from 'node:path';
import {combineErrors, DevstackError, type TemplateContent} from '@devstack/sdk';
import {didYouMean} from '../registry/did-you-mean.ts';
import {parametersOf} from './template-parameters.ts';

/**
 * Reads a template and checks that every parameter has a value (of a `.hbs` file only when it is rendered).
 * @param directories `templates` directories, the first that has the file wins: the user's, then the plugin's
 */
export function openTemplate(
  directories: readonly string[],
  name: string,
  parameters: TemplateContent['parameters'],
): TemplateContent {
  const template = readTemplate(directories, name);
  if (!name.endsWith('.hbs')) checkParameters(template, name, parameters);
  return {template, name, parameters};
}

/** Every missing parameter at once. */
export function checkParameters(template: string, name: string, values: Readonly<Record<string, unknown>>): void {
  const missing = parametersOf(template).filter(
    (it) => !Object.hasOwn(values, it.name) || values[it.name] === undefined,
  );
  if (missing.length > 0)
    throw combineErrors(missing.map((it) => missingParameter(name, it.line, it.name, Object.keys(values))));
}

function missingParameter(name: string, line: number, parameter: string, known: readonly string[]): DevstackError {
  return new DevstackError(
    `cannot render template ${name}:${line}: parameter %${parameter}% is not set${didYouMean(parameter, known)}`,
    {code: 'DEVSTACK_ERR_TEMPLATE', suggestions: [`for the characters themselves write %%${parameter}%%`]},
  );
}

function readTemplate(directories: readonly string[], name: string): string {
  for (const directory of directories) {
    const file = path.join(directory, name);
    if (path.relative(directory, file).startsWith('..')) break;
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      if (!isMissing(error)) throw notThere(name, directories, error);
    }
  }
  throw notThere(name, directories);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function notThere(name: string, directories: readonly string[], cause?: unknown): DevstackError {
  return new DevstackError(`cannot open template ${name}: it is in none of ${directories.join(', ')}`, {
    code: 'DEVSTACK_ERR_TEMPLATE',
    ...(cause === undefined ? {} : {cause}),
  });
}
