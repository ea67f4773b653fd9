import type {OptionDeclarations} from '@devstack/sdk';

/** The section in which secrets are given: `keystone.admin_password = ...`. Its options are known only to the components. */
export const PASSWORDS = 'passwords';

/** The section that names runners for components and for single services: `nova/compute = screen`. */
export const RUNNERS = 'runners';

/** Options that belong to devstack itself, in the same form in which plugins declare theirs. */
export const CORE_OPTIONS: Readonly<Record<string, OptionDeclarations>> = {
  default: {
    persona: {
      type: 'string',
      summary: 'name or file of the persona: which components are installed',
    },
    directory: {type: 'path', summary: 'directory of the installation'},
    cache: {type: 'path', summary: 'directory for downloads; outside the installation it outlives it'},
    origin: {
      type: 'string',
      summary: 'where code comes from; auto takes the first that can be reached',
      enum: ['auto', 'pypi', 'git', 'distro'],
      default: 'auto',
    },
    release: {type: 'string', summary: 'release series; what the distro file says when empty'},
    distro: {type: 'string', summary: 'name of a distro file; what matches /etc/os-release when empty'},
    packager: {type: 'string', summary: 'packager for distribution packages; what the distro file says when empty'},
    runner: {
      type: 'string',
      summary: 'what starts and watches services; auto takes the best that can be used here',
      default: 'auto',
    },
    isolation: {
      type: 'string',
      summary: 'a network and processes of its own for the cloud; auto as the persona says, where root can have it',
      enum: ['auto', 'none', 'namespace'],
      default: 'auto',
    },
    isolation_network: {
      type: 'string',
      summary: 'addresses for clouds in namespaces: each takes four that the machine does not use',
      default: '10.231.0.0/16',
    },
    uploader: {type: 'string', summary: 'what puts images into the cloud; the only one there is when empty'},
    region: {type: 'string', summary: 'name of the region in the service catalog', default: 'RegionOne'},
    bind_address: {type: 'string', summary: 'address that services listen on', default: '127.0.0.1'},
    client_address: {type: 'string', summary: 'address under which the services are reached', default: '127.0.0.1'},
  },
  python: {
    environment: {
      type: 'string',
      summary: 'one Python environment for all components, or one for each',
      enum: ['shared', 'component'],
      default: 'shared',
    },
    interpreter: {type: 'path', summary: 'interpreter of the environment; what the distro file says when empty'},
  },
};
