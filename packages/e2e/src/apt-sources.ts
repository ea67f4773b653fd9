import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

export interface AptSource {
  uri: string;
  suites: string[];
  components: string[];
}

function parseDeb822(text: string): AptSource[] {
  const stanzas = text.replace(/^#.*\n/gm, '').split(/\n\s*\n/);
  return stanzas.flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1] ?? '';
    const words = (name: string) => field(name).split(/\s+/).filter(Boolean);
    if (!words('Types').includes('deb') || /^no$/i.test(field('Enabled').trim())) return [];
    return words('URIs').map((uri) => ({uri, suites: words('Suites'), components: words('Components')}));
  });
}

function parseOneLine(text: string): AptSource[] {
  const lines = text.matchAll(/^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s*([^#\n]*)/gm);
  return [...lines].map(([, uri, suite, components]) => ({
    uri: uri!,
    suites: [suite!],
    components: components!.split(/\s+/).filter(Boolean),
  }));
}

export function parseAptSources(file: string, text: string): AptSource[] {
  return file.endsWith('.sources') ? parseDeb822(text) : parseOneLine(text);
}

/** The sources of this machine that serve its own Debian release, for another suite if that is what is asked for. */
export function debianSources(sources: AptSource[], release: string, suite: string): AptSource[] {
  const ofRelease = (name: string) => name.replace(/[-/].*/, '') === release;
  return sources
    .map((source) => ({...source, suites: source.suites.filter(ofRelease).map((name) => name.replace(release, suite))}))
    .map((source) => (suite === 'sid' ? {...source, suites: source.suites.filter((name) => name === 'sid')} : source))
    .filter((source) => source.suites.length > 0);
}

export function mirrorOf(sources: AptSource[], suite: string): string {
  const source = sources.find(({suites}) => suites.includes(suite));
  if (!source) throw new Error(`cannot find a mirror of ${suite}: no apt source of this machine serves it`);
  return source.uri;
}

export function renderDeb822(sources: AptSource[]): string {
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return sources
    .map(({uri, suites, components}) =>
      ['Types: deb', `URIs: ${uri}`, `Suites: ${suites.join(' ')}`, `Components: ${components.join(' ')}`]
        .concat(`Signed-By: ${keyring}`, '')
        .join('\n'),
    )
    .join('\n');
}

export function readAptSources(directory = '/etc/apt'): AptSource[] {
  const parts = join(directory, 'sources.list.d');
  const listed = existsSync(parts) ? readdirSync(parts).sort() : [];
  return [join(directory, 'sources.list'), ...listed.map((name) => join(parts, name))]
    .filter((file) => /\.(list|sources)$/.test(file) && existsSync(file))
    .flatMap((file) => parseAptSources(file, readFileSync(file, 'utf8')));
}
