import type {RequestOptions, Session} from './session.ts';

interface Link {
  readonly rel?: string;
  readonly href?: string;
}

/** Everything of a list, page after page. @param key of the list in the answer: `servers` */
export async function listAll<Item>(
  session: Session,
  target: string,
  path: string,
  key: string,
  options?: RequestOptions,
): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = path; next !== undefined && !seen.has(next); ) {
    seen.add(next);
    const {body} = await session.request<Record<string, unknown>>(target, 'GET', next, undefined, options);
    items.push(...((body[key] ?? []) as Item[]));
    next = nextPage(path, key, body);
  }
  return items;
}

/**
 * The path of the page after this one; undefined when it is the last. Services say it in three ways: `links.next` (identity),
 * `next` (image), `<key>_links` (the others). Only the query is taken: the address in a link need not be the one we use.
 */
export function nextPage(path: string, key: string, body: Readonly<Record<string, unknown>>): string | undefined {
  const links = body.links as {readonly next?: string | null} | undefined;
  const list = body[`${key}_links`] as readonly Link[] | undefined;
  const next = links?.next ?? (body.next as string | undefined) ?? list?.find(({rel}) => rel === 'next')?.href;
  if (next === undefined || next === null) return undefined;
  return path.split('?')[0] + new URL(next, 'http://any').search;
}

/** The first with this name. */
export function findByName<Item extends {readonly name?: string | null}>(
  items: readonly Item[],
  name: string,
): Item | undefined {
  return items.find((item) => item.name === name);
}
