/** A file of a project, as a simple index lists it. */
export interface IndexFile {
  readonly filename: string;
  /** Absolute. */
  readonly url: string;
  /** 64 hex digits, where the index knows it. */
  readonly sha256?: string;
  readonly isYanked: boolean;
}

/** Asks for the JSON form, and takes HTML from an index that knows nothing newer. */
export const INDEX_ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

/** Reads a project's page of a simple index (PEP 503, PEP 691). */
export function parseIndexPage(text: string, contentType: string, pageUrl: string): IndexFile[] {
  return contentType.includes('json') ? parseJsonPage(text, pageUrl) : parseHtmlPage(text, pageUrl);
}

interface JsonPage {
  readonly files: readonly {
    readonly filename: string;
    readonly url: string;
    readonly hashes: Readonly<Record<string, string>>;
    readonly yanked?: boolean | string;
  }[];
}

function parseJsonPage(text: string, pageUrl: string): IndexFile[] {
  const {files} = JSON.parse(text) as JsonPage;
  return files.map(({filename, url, hashes, yanked}) => ({
    filename,
    url: new URL(url, pageUrl).href,
    isYanked: yanked !== undefined && yanked !== false,
    ...(hashes.sha256 === undefined ? {} : {sha256: hashes.sha256}),
  }));
}

function parseHtmlPage(text: string, pageUrl: string): IndexFile[] {
  return [...text.matchAll(/<a\s([^>]*)>([^<]*)<\/a>/gi)].flatMap(([, attributes = '', label = '']) => {
    const href = /href\s*=\s*["']([^"']+)["']/i.exec(attributes)?.[1];
    if (href === undefined) return [];
    const url = new URL(unescapeHtml(href), pageUrl);
    const sha256 = /^#sha256=([0-9a-f]{64})/.exec(url.hash)?.[1];
    url.hash = '';
    const filename = unescapeHtml(label.trim());
    const isYanked = /\sdata-yanked/i.test(` ${attributes}`);
    return [{filename, url: url.href, isYanked, ...(sha256 === undefined ? {} : {sha256})}];
  });
}

function unescapeHtml(text: string): string {
  const named: Record<string, string> = {amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'"};
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => named[name]!);
}

export interface FileChoice {
  /** `sha256:...`: the file with this content, and no other. */
  readonly checksum?: string;
  /** Where the index does not say hashes. */
  readonly filename?: string;
  /** Normalised project name and version: any file of it, a wheel for every machine first. */
  readonly release: {readonly name: string; readonly version: string};
}

export function chooseFile(
  files: readonly IndexFile[],
  {checksum, filename, release}: FileChoice,
): IndexFile | undefined {
  if (filename !== undefined) return files.find((file) => file.filename === filename);
  if (checksum !== undefined) return files.find(({sha256}) => checksum === `sha256:${sha256}`);
  const [wheel, source] = ['-py3-none-any.whl', '.tar.gz'].map((end) =>
    files.find((file) => file.filename.endsWith(end) && isOfRelease(file.filename, release)),
  );
  return wheel ?? source;
}

function isOfRelease(filename: string, {name, version}: FileChoice['release']): boolean {
  const stem = filename.toLowerCase().replace(/\.tar\.gz$/, '-');
  return new RegExp(`^${name.replaceAll('-', '[-_.]+')}-${escapePattern(version)}-`).test(stem);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.+*?^${}()|[\]\\]/g, '\\$&');
}
