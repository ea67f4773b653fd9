/** What keeps a part of the data: `account` stands for a server, its ring and its files. */
export const STORAGE_SERVERS = ['account', 'container', 'object'] as const;

type StorageServer = (typeof STORAGE_SERVERS)[number];
export type Server = 'proxy' | StorageServer;

/** What a server does not work without. */
export const NEEDED = {proxy: STORAGE_SERVERS};

/** The option that has its port. */
export function portOption(server: Server): string {
  return server === 'proxy' ? 'port' : `${server}_port`;
}

/**
 * The program of a server, as its script has it: distributions put each script into a package with a service of its own. Its first argument
 * is the directory of swift.conf, which the Swift of Zed takes from nowhere else; set after wsgi is imported, it is too late.
 */
export function serverProgram(server: Server): string {
  return [
    'import sys',
    'from swift.common.utils import parse_options, set_swift_dir',
    'set_swift_dir(sys.argv.pop(1))',
    'from swift.common.wsgi import run_wsgi',
    'file, options = parse_options()',
    `sys.exit(run_wsgi(file, '${server}-server', **options))`,
  ].join('; ');
}
