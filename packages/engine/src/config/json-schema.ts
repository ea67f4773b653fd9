import type {Json, JsonObject, OptionDeclaration} from '@devstack/sdk';
import {PASSWORDS, RUNNERS} from './core-options.ts';
import type {Schema} from './schema.ts';

/** Text with `${NAME}` or `$(section:option)` in it can become anything. */
const REFERENCE: JsonObject = {type: 'string', pattern: String.raw`\$[{(]`};
const WORDS = ['yes', 'no', 'on', 'off', 'true', 'false', '0', '1'];

/** Options of the files of a component: `conf.DEFAULT.debug`, or maps in each other under the name of the file. */
const FILE_OPTIONS: JsonObject = {
  patternProperties: {'^[\\w-]+\\.': {type: ['string', 'number', 'boolean', 'null']}},
  additionalProperties: {type: 'object'},
};

/** A JSON Schema (2020-12) of configuration files in YAML and JSON, so that editors complete and check them. */
export function jsonSchemaOf({sections, unreadable, components}: Schema): JsonObject {
  const known = [...sections].map(([name, options]): [string, Json] => [
    name,
    {...sectionSchema(Object.entries(options)), ...(components.includes(name) ? FILE_OPTIONS : {})},
  ]);
  const unknown = [...unreadable].filter((name) => !sections.has(name)).map((name): [string, Json] => [name, {}]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'devstack configuration',
    type: 'object',
    properties: Object.fromEntries([
      ...known,
      ...unknown,
      [PASSWORDS, mapOf('secrets by name: component.name')],
      [RUNNERS, mapOf('runners by component or service: component/service')],
    ]),
    additionalProperties: false,
  };
}

function sectionSchema(options: readonly (readonly [string, OptionDeclaration])[]): JsonObject {
  return {
    type: ['object', 'null'],
    properties: Object.fromEntries(options.map(([name, declaration]) => [name, optionSchema(declaration)])),
    additionalProperties: false,
  };
}

function mapOf(description: string): JsonObject {
  return {type: ['object', 'null'], description, additionalProperties: {type: 'string'}};
}

function optionSchema(declaration: OptionDeclaration): JsonObject {
  const {summary, default: fallback} = declaration;
  const forms = [...formsOf(declaration), REFERENCE, {type: 'null'}];
  return {description: summary, ...(fallback === undefined ? {} : {default: fallback}), anyOf: forms};
}

/** What may be written for an option: what it is, and the text that means it. */
function formsOf(declaration: OptionDeclaration): readonly JsonObject[] {
  const choices = declaration.enum === undefined ? {} : {enum: [...declaration.enum]};
  switch (declaration.type) {
    case 'string':
      return [declaration.enum === undefined ? {type: ['string', 'number', 'boolean']} : {type: 'string', ...choices}];
    case 'path':
      return [{type: 'string'}];
    case 'boolean':
      return [{type: 'boolean'}, {type: 'string', enum: WORDS}, {type: 'integer', enum: [0, 1]}];
    case 'list':
      return [{type: 'array', items: declaration.enum === undefined ? {} : choices}, {type: 'string'}];
    case 'map':
      return [{type: 'object'}, {type: 'string'}];
    default:
      return [{type: declaration.type === 'number' ? 'number' : 'integer', ...limitsOf(declaration)}];
  }
}

function limitsOf({type, minimum, maximum}: OptionDeclaration): JsonObject {
  if (type === 'port') return {minimum: 1, maximum: 65_535};
  return {...(minimum === undefined ? {} : {minimum}), ...(maximum === undefined ? {} : {maximum})};
}
