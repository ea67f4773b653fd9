import {isDeepStrictEqual} from 'node:util';
import {isMap, isScalar, type Pair, parseDocument, stringify, type YAMLMap} from 'yaml';

type Plain = {readonly [key: string]: unknown};

/** A pair whose place in the text is known: from where its line begins to where the next one's does. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of a clouds.yaml in which one cloud is as given; every other character stays as it is.
 * Throws a `YAMLParseError` or `TypeError` when the text is no clouds.yaml.
 */
export function setCloud(source: string, name: string, cloud: Plain): string {
  const wanted = withCloud(read(source), name, cloud);
  const spliced = spliceCloud(source, name, stringify({[name]: cloud}, {lineWidth: 0}));
  if (spliced !== undefined && isDeepStrictEqual(readLeniently(spliced), wanted)) return spliced;
  const document = parseDocument(source);
  if (isMap(document.get('clouds'))) document.setIn(['clouds', name], document.createNode(cloud));
  else document.set('clouds', document.createNode({[name]: cloud}));
  return document.toString({lineWidth: 0});
}

/** The text without one cloud, and without `clouds` when it was the only one. */
export function removeCloud(source: string, name: string): string {
  const clouds = (read(source).clouds ?? {}) as Plain;
  if (clouds[name] === undefined) return source;
  const isLast = Object.keys(clouds).length === 1;
  const {[name]: _, ...others} = clouds;
  const {clouds: __, ...rest} = read(source);
  const wanted = isLast ? rest : {...rest, clouds: others};
  const place = isLast ? placeOf(source, []) : placeOf(source, ['clouds'], name);
  const cut = place === undefined ? undefined : source.slice(0, place.start) + source.slice(place.end);
  if (cut !== undefined && isDeepStrictEqual(readLeniently(cut), wanted)) return cut;
  const document = parseDocument(source);
  document.deleteIn(isLast ? ['clouds'] : ['clouds', name]);
  return document.toString({lineWidth: 0});
}

/** What the file says about a cloud; undefined when it does not. */
export function readCloud(source: string, name: string): Plain | undefined {
  return (read(source).clouds as Record<string, Plain> | null | undefined)?.[name];
}

function read(source: string): Plain {
  const document = parseDocument(source);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  const value = (document.toJS() ?? {}) as unknown;
  const clouds = isPlain(value) ? (value.clouds ?? {}) : undefined;
  if (!isPlain(value) || !isPlain(clouds)) throw new TypeError("it is not a map with a map 'clouds' in it");
  return value;
}

/** What a splice made may be anything. */
function readLeniently(source: string): unknown {
  const document = parseDocument(source);
  return document.errors.length > 0 ? undefined : (document.toJS() ?? {});
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withCloud(all: Plain, name: string, cloud: Plain): Plain {
  return {...all, clouds: {...(all.clouds as Plain | null | undefined), [name]: cloud}};
}

/** undefined where the text has a form that nothing can simply be put into. */
function spliceCloud(source: string, name: string, block: string): string | undefined {
  const {contents} = parseDocument(source);
  if (contents !== null && (!isMap(contents) || contents.flow === true)) return undefined;
  const lineEnd = source.includes('\r\n') ? '\r\n' : '\n';
  const lines = (indent: string): string => block.replaceAll(/^(?=.)/gm, indent).replaceAll('\n', lineEnd);
  const clouds = contents === null ? undefined : contents.get('clouds', true);
  if (clouds === undefined) {
    const start = source === '' || source.endsWith('\n') ? source : source + lineEnd;
    return `${start}clouds:${lineEnd}${lines('  ')}`;
  }
  if (!isMap(clouds) || clouds.flow === true) return undefined;
  const first = clouds.items[0]?.key;
  const start = isScalar(first) ? first.range?.[0] : undefined;
  if (start === undefined) return undefined;
  const indent = source.slice(source.lastIndexOf('\n', start - 1) + 1, start);
  const place = placeOf(source, ['clouds'], name);
  const at = place ?? afterLine(source, contents as YAMLMap, 'clouds');
  return at === undefined ? undefined : source.slice(0, at.start) + lines(indent) + source.slice(at.end);
}

/** Where a pair of the map at a path is; of the whole text without a name: that of `clouds`. */
function placeOf(source: string, path: readonly string[], name = 'clouds'): Place | undefined {
  const {contents} = parseDocument(source);
  const map = path.length === 0 ? contents : isMap(contents) ? contents.getIn(path, true) : undefined;
  if (!isMap(map) || map.flow === true) return undefined;
  const pair = findPair(map, name);
  if (pair === undefined || !isScalar(pair.key) || !pair.key.range) return undefined;
  const range = (pair.value as {range?: readonly [number, number, number]} | null)?.range;
  if (!range) return undefined;
  return {start: source.lastIndexOf('\n', pair.key.range[0] - 1) + 1, end: lineAfter(source, range[1])};
}

function afterLine(source: string, map: YAMLMap, name: string): Place | undefined {
  const key = findPair(map, name)?.key;
  const start = isScalar(key) ? key.range?.[1] : undefined;
  if (start === undefined) return undefined;
  const end = lineAfter(source, start);
  return {start: end, end};
}

function findPair(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({key}) => isScalar(key) && key.value === name);
}

/** Where the line ends that holds the last character before an offset. */
function lineAfter(source: string, offset: number): number {
  if (source[offset - 1] === '\n') return offset;
  const end = source.indexOf('\n', offset);
  return end === -1 ? source.length : end + 1;
}
