/** Where the WSGI application is: a module of Python (from 2025.1), or a script (until then). */
export type WsgiApplication = ({readonly module: string} | {readonly file: string}) & {
  /** Where the code of a release bears only so many, whatever is wished for. */
  readonly threads?: number;
  /** At least, where it needs several. */
  readonly processes?: number;
};

export interface UwsgiSettings {
  /** `host:port` to listen on. */
  readonly socket: string;
  readonly application: WsgiApplication;
  readonly processes: number;
  readonly threads: number;
  /** What the distribution's uwsgi must load; nothing is to be loaded in the one of PyPI. */
  readonly uwsgiPlugins: readonly string[];
  /** Uploads in chunks: the request body is passed on as it comes. */
  readonly isChunked?: boolean;
}

const CHUNKED = [
  'http-raw-body = true',
  'http-chunked-input = true',
  'http-auto-chunked = true',
  '; glanceclient sends chunks of 1 MB: with its head such a chunk is larger than uwsgi takes by itself.',
  'chunked-input-limit = 8388608',
];

/** An ini file, and not argv, because uwsgi knows some options only there. */
export function renderUwsgiIni(settings: UwsgiSettings): string {
  const {socket, application, processes, threads, uwsgiPlugins, isChunked = false} = settings;
  return [
    '[uwsgi]',
    ...(uwsgiPlugins.length === 0 ? [] : [`plugins = ${uwsgiPlugins.join(',')}`]),
    `http-socket = ${socket}`,
    'module' in application ? `module = ${application.module}:application` : `wsgi-file = ${application.file}`,
    '; Ends instead of answering every request with an error.',
    'need-app = true',
    'master = true',
    `processes = ${processes}`,
    `threads = ${threads}`,
    'enable-threads = true',
    '; Each process loads the application itself: threads and connections do not survive a fork.',
    'lazy-apps = true',
    'die-on-term = true',
    '; Seconds that a request may still take when the service stops.',
    'worker-reload-mercy = 2',
    'buffer-size = 65535',
    '; uwsgi closes connections without saying so; clients that keep them would be reset at the second request.',
    'add-header = Connection: close',
    ...(isChunked ? CHUNKED : []),
    '',
  ].join('\n');
}
