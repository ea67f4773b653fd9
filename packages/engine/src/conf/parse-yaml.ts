import {isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLError} from 'yaml';
import type {Located, LocatedMap} from './located.ts';

interface YamlProblem {
  readonly line: number;
  readonly message: string;
}

export type YamlReading = {readonly root: Located | undefined} | {readonly problems: readonly YamlProblem[]};

/** Far more values than any file of ours has. Aliases of aliases of aliases can stand for more than a machine can hold. */
const MAXIMUM_VALUES = 100_000;

/** Reads YAML or JSON and keeps the line of each value. An empty file has no root. */
export function parseYaml(content: string, file: string): YamlReading {
  try {
    return readYaml(content, file);
  } catch (error) {
    // The parser descends with what it reads, and so do we.
    if (error instanceof RangeError) return {problems: [{line: 1, message: 'its values are nested too deep'}]};
    if (error instanceof TooManyValues) return {problems: [{line: 1, message: error.message}]};
    throw error;
  }
}

function readYaml(content: string, file: string): YamlReading {
  const lines = new LineCounter();
  const document = parseDocument(content, {lineCounter: lines, prettyErrors: false, uniqueKeys: true});
  const errors: readonly YAMLError[] = document.errors;
  if (errors.length > 0) {
    return {
      problems: errors.map(({pos, message}) => ({line: lines.linePos(pos[0]).line, message: firstLine(message)})),
    };
  }
  let values = 0;
  const locate = (node: Node | null, offset: number, above: readonly Node[]): Located => {
    values += 1;
    if (values > MAXIMUM_VALUES) throw new TooManyValues();
    const at = node?.range?.[0] ?? offset;
    const place = {file, line: Math.max(1, lines.linePos(at).line)};
    if (isAlias(node)) {
      const target = node.resolve(document);
      // An alias inside what it names would never end.
      if (target === undefined || above.includes(target)) return {...place, kind: 'scalar', value: null, source: ''};
      return {...locate(target, at, above), ...place};
    }
    if (isSeq(node))
      return {...place, kind: 'list', items: node.items.map((item) => locate(item as Node, at, [...above, node]))};
    if (isMap(node)) return {...place, kind: 'map', entries: locateEntries(node.items, at, [...above, node])};
    return {...place, kind: 'scalar', ...scalarOf(node)};
  };
  const locateEntries = (pairs: readonly Pair[], offset: number, above: readonly Node[]): LocatedMap['entries'] =>
    new Map(
      pairs.map(({key, value}) => {
        const at = (key as Node | null)?.range?.[0] ?? offset;
        const located = locate(value as Node | null, at, above);
        return [String(scalarOf(key as Node | null).source), {...located, line: lines.linePos(at).line}] as const;
      }),
    );
  return {root: document.contents === null ? undefined : locate(document.contents, 0, [])};
}

class TooManyValues extends Error {
  constructor() {
    super(`expected at most ${MAXIMUM_VALUES} values, found more`);
  }
}

function scalarOf(node: Node | null): {readonly value: null | boolean | number | string; readonly source: string} {
  if (!isScalar(node) || node.value === null) return {value: null, source: ''};
  const {value} = node;
  if (typeof value === 'string') return {value, source: value};
  if (typeof value === 'number' || typeof value === 'boolean') return {value, source: node.source ?? String(value)};
  return {value: String(value), source: String(value)};
}

function firstLine(message: string): string {
  const line = message.split('\n')[0]!.replace(/:$/, '');
  return line.charAt(0).toLowerCase() + line.slice(1);
}
