/** `%%`, or a parameter. */
const PLACEHOLDER = /%%|%([A-Z][A-Z0-9_]*)%/g;

export interface TemplateParameter {
  readonly name: string;
  /** Line of its first use, from 1. */
  readonly line: number;
}

/** A piece of a template: text as it is, or a parameter. */
export type TemplatePiece =
  | {readonly text: string}
  | {
      readonly parameter: string;
      readonly line: number;
      /** It is everything that stands to the right of a `=`. */
      readonly isWholeValue: boolean;
    };

/** The parameters of a `%NAME%` template, each once, in order of appearance. */
export function parametersOf(template: string): readonly TemplateParameter[] {
  const found = new Map<string, TemplateParameter>();
  for (const piece of scanTemplate(template)) {
    if ('parameter' in piece && !found.has(piece.parameter)) {
      found.set(piece.parameter, {name: piece.parameter, line: piece.line});
    }
  }
  return [...found.values()];
}

/** Takes a template apart. `%%` is a percent sign, `%lower%` is text. */
export function scanTemplate(template: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  let line = 1;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const before = template.slice(at, match.index);
    line += before.split('\n').length - 1;
    at = match.index + match[0].length;
    const [, parameter] = match;
    pieces.push({text: parameter === undefined ? `${before}%` : before});
    if (parameter !== undefined) pieces.push({parameter, line, isWholeValue: isWholeValue(template, match.index, at)});
  }
  return [...pieces, {text: template.slice(at)}].filter((piece) => !('text' in piece) || piece.text !== '');
}

/** Whether what stands there is everything to the right of a `=`. */
export function isWholeValue(template: string, start: number, end: number): boolean {
  const before = template.slice(template.lastIndexOf('\n', start - 1) + 1, start);
  const after = template.slice(end, (template.indexOf('\n', end) + 1 || template.length + 1) - 1);
  return /=\s*$/.test(before) && after.trim() === '';
}
