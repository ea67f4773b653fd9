import {createHash} from 'node:crypto';
import Handlebars from 'handlebars';
import {scanTemplate, type TemplatePiece} from './template-parameters.ts';
import {isEmptyMark} from './value-marks.ts';

type Compiled = (values: Readonly<Record<string, unknown>>) => string;

/** Called for each parameter with its name, its line, and whether it is a whole value; gives the text that stands there. */
export type Fill = (name: string, line: number, isWholeValue: boolean) => string;

const handlebars = Handlebars.create();
for (const name of Object.keys(handlebars.helpers)) {
  if (!['if', 'unless', 'each', 'with'].includes(name)) handlebars.unregisterHelper(name);
}
for (const name of ['if', 'unless']) {
  const helper = handlebars.helpers[name]!;
  handlebars.registerHelper(name, function (this: unknown, condition: unknown, options: Handlebars.HelperOptions) {
    return helper.call(this, isEmptyMark(condition) ? '' : condition, options) as unknown;
  });
}
handlebars.registerHelper(
  'param',
  function (this: {readonly fill: Fill}, name: string, line: number, isWhole: boolean) {
    return this.fill(name, line, isWhole);
  },
);

const compiled = new Map<string, Compiled>();

/** A `%NAME%` template on Handlebars' own syntax tree: no text of the template is ever read as Handlebars. */
export function renderPercent(template: string, fill: Fill): string {
  const render = cached(`percent:${template}`, () =>
    handlebars.compile(treeOf(scanTemplate(template)), {
      noEscape: true,
      knownHelpersOnly: true,
      knownHelpers: {param: true},
    }),
  );
  return render({fill});
}

/** A whole Handlebars template; a name that is not set is an error. */
export function renderHandlebars(template: string, values: Readonly<Record<string, unknown>>): string {
  return cached(`hbs:${template}`, () => handlebars.compile(template, {noEscape: true, strict: true}))(values);
}

/** Compiling takes far longer than rendering, and the same template is rendered for a plan and for its execution. */
function cached(content: string, compile: () => Compiled): Compiled {
  const key = createHash('sha256').update(content).digest('base64');
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const fresh = compile();
  compiled.set(key, fresh);
  return fresh;
}

function treeOf(pieces: readonly TemplatePiece[]): hbs.AST.Program {
  return {type: 'Program', body: pieces.map(nodeOf), blockParams: [], loc: locOf(1)};
}

function nodeOf(piece: TemplatePiece): hbs.AST.Statement {
  if ('text' in piece) {
    const content = {type: 'ContentStatement', value: piece.text, original: piece.text, loc: locOf(1)};
    return content as hbs.AST.Statement;
  }
  const {parameter, line, isWholeValue} = piece;
  const loc = locOf(line);
  return {
    type: 'MustacheStatement',
    escaped: false,
    strip: {open: false, close: false},
    loc,
    path: {type: 'PathExpression', data: false, depth: 0, parts: ['param'], original: 'param', loc},
    params: [
      {type: 'StringLiteral', value: parameter, original: parameter, loc},
      {type: 'NumberLiteral', value: line, original: line, loc},
      {type: 'BooleanLiteral', value: isWholeValue, original: isWholeValue, loc},
    ],
  } as unknown as hbs.AST.MustacheStatement;
}

function locOf(line: number): hbs.AST.SourceLocation {
  return {source: '', start: {line, column: 0}, end: {line, column: 0}};
}
