import type {Kind, Provided} from '@devstack/sdk';

/** The kinds of plugins that there are templates for. */
export type PluginKind = Exclude<Kind, 'step' | 'check'>;

interface KindOfPlugin {
  readonly summary: string;
  /** What the manifest says about the template; `example` stands for its name. */
  readonly provided: Provided;
  /** Beside the sdk; of this repository. */
  readonly dependencies?: readonly string[];
}

export const KINDS: Readonly<Record<PluginKind, KindOfPlugin>> = {
  component: {
    summary: 'something that is installed and started: a service, a database',
    provided: {
      summary: 'says its greeting in a log',
      options: {greeting: {type: 'string', default: 'hello', summary: 'what it says'}},
    },
  },
  runner: {
    summary: 'how services are started and watched',
    provided: {summary: 'background processes with a small shim each'},
    dependencies: ['@devstack/service-shim'],
  },
  packager: {
    summary: 'how packages come and go',
    provided: {
      summary: 'packages that are files on a shelf',
      options: {
        shelf: {type: 'path', summary: 'the directory that has all packages, as NAME-VERSION', default: '/srv/example'},
        target: {type: 'path', summary: 'the directory they are installed to', default: '/usr/local/lib/example'},
      },
    },
  },
  downloader: {
    summary: 'how sources of a URI scheme are fetched',
    provided: {summary: 'files from a share that is mounted', schemes: ['example']},
  },
  uploader: {
    summary: 'where machine images go',
    provided: {
      summary: 'machine images into a directory',
      options: {directory: {type: 'path', summary: 'where the images are', default: '/srv/images'}},
    },
  },
};

export function isPluginKind(text: string): text is PluginKind {
  return Object.hasOwn(KINDS, text);
}
