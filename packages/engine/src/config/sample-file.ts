import type {Json, OptionDeclaration, OptionDeclarations} from '@devstack/sdk';

export type SampleFormat = 'yaml' | 'ini';

/** A section of a configuration file: what is set in it, and what could be. */
export interface SampleSection {
  readonly name: string;
  readonly options: OptionDeclarations;
  readonly set: Readonly<Record<string, string>>;
}

/** A configuration file that a person can begin with: every option is in it, as a comment that says what it is for. */
export function sampleFile(sections: readonly SampleSection[], format: SampleFormat, schemaFile: string): string {
  return [...heading(format, schemaFile), ...sections.flatMap((section) => ['', ...sectionLines(section, format)])]
    .map((line) => `${line}\n`)
    .join('');
}

function heading(format: SampleFormat, schemaFile: string): readonly string[] {
  return [
    ...(format === 'yaml' ? [`# yaml-language-server: $schema=${schemaFile}`] : []),
    '# Take the # away from what you want otherwise; what stays a comment has the value that it shows.',
    '# `devstack config show --origin` says what counts, `devstack config check` what is wrong.',
  ];
}

function sectionLines({name, options, set}: SampleSection, format: SampleFormat): readonly string[] {
  const lines = Object.entries(options)
    .filter(([, {secret}]) => !secret)
    .flatMap(([option, declaration]) => optionLines(option, declaration, set[option], format));
  return [format === 'yaml' ? `${name}:` : `[${name}]`, ...lines];
}

function optionLines(
  option: string,
  declaration: OptionDeclaration,
  value: string | undefined,
  format: SampleFormat,
): readonly string[] {
  const indent = format === 'yaml' ? '  ' : '';
  const shown = value ?? textOf(declaration.default, format);
  const assignment = `${option}${format === 'yaml' ? ':' : ' ='} ${shown}`.trimEnd();
  return [
    `${indent}# ${declaration.summary}${choicesOf(declaration)}`,
    `${indent}${value === undefined ? '# ' : ''}${assignment}`,
  ];
}

function choicesOf({enum: choices}: OptionDeclaration): string {
  return choices === undefined ? '' : ` (${choices.join(', ')})`;
}

function textOf(value: Json | undefined, format: SampleFormat): string {
  if (value === undefined || value === null) return '';
  if (format === 'yaml') return JSON.stringify(value);
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, item]) => `${name}=${item}`)
    .join(', ');
}
