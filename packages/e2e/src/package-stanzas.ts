/** Databases of packages: a list of stanzas whose order says nothing. */
export const stanzaFiles: readonly string[] = ['/var/lib/dpkg/status', '/var/lib/apt/extended_states'];

const parseStanzas = (text: string) =>
  new Map(
    text
      .split(/\n\s*\n/)
      .map((stanza) => stanza.trim())
      .filter(Boolean)
      .map((stanza) => [`${/^Package: (.*)/m.exec(stanza)?.[1]}:${/^Architecture: (.*)/m.exec(stanza)?.[1]}`, stanza]),
  );

/** Says which packages differ; a file without stanzas is as good as no file. */
export function compareStanzas(before: string, after: string): string | undefined {
  const [old, fresh] = [parseStanzas(before), parseStanzas(after)];
  const differing = [...new Set([...old.keys(), ...fresh.keys()])].filter((key) => old.get(key) !== fresh.get(key));
  const mark = (key: string) => `${old.has(key) ? (fresh.has(key) ? '~' : '-') : '+'}${key}`;
  return differing.length > 0 ? `packages ${differing.map(mark).sort().join(' ')}` : undefined;
}
