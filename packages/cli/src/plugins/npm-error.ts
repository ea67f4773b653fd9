import {DevstackError} from '@devstack/sdk';

/** What npm says with `--json` when it fails. */
export interface NpmFailure {
  readonly code?: string;
  readonly summary?: string;
  readonly detail?: string;
}

const ABSENT = ['E404', 'ETARGET', 'ENOVERSIONS'];
const UNREACHABLE =
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ERR_SOCKET_TIMEOUT|EHOSTUNREACH|ENETUNREACH|FETCH_ERROR|E5\d\d|E40[13]|\w*CERT\w*|\w*SELF_SIGNED\w*)$/;

/** The error of npm, as the one of devstack that says the same. */
export function npmError({code = 'unknown', summary = code}: NpmFailure, requested: string): DevstackError {
  const [line = code] = summary.split('\n', 1);
  if (ABSENT.includes(code)) {
    return new DevstackError(`cannot install ${requested}: it is not in the registry`, {
      code: 'DEVSTACK_ERR_NOT_FOUND',
      suggestions: ['check the name; somebody else’s plugin is named in full: @scope/name or devstack-name'],
    });
  }
  if (UNREACHABLE.test(code)) {
    return new DevstackError(`cannot reach the registry for ${requested}: ${line}`, {
      code: 'DEVSTACK_ERR_NETWORK',
      suggestions: [
        'set DEVSTACK_NPM_REGISTRY, or https_proxy and NODE_EXTRA_CA_CERTS, if they are needed here',
        ...(/timeout/i.test(line)
          ? ['to wait for a slow one: npm_config_fetch_timeout=60000 devstack plugins ...']
          : []),
      ],
    });
  }
  if (code === 'EINTEGRITY') {
    return new DevstackError(`cannot install ${requested}: ${line}`, {code: 'DEVSTACK_ERR_CHECKSUM'});
  }
  if (code === 'ENOSPC') {
    return new DevstackError(`cannot install ${requested}: ${line}`, {code: 'DEVSTACK_ERR_DISK_FULL'});
  }
  return new DevstackError(`cannot install ${requested}: npm says ${code}: ${line}`, {code: 'DEVSTACK_ERR_COMMAND'});
}

/** The same, when npm installs what was found in the registry: what it cannot find then is something that this brings. */
export function installError(failure: NpmFailure, requested: string): DevstackError {
  const {code = 'unknown', summary = code} = failure;
  if (!ABSENT.includes(code)) return npmError(failure, requested);
  return new DevstackError(`cannot install ${requested}: what it brings is not to be had: ${summary.split('\n', 1)}`, {
    code: 'DEVSTACK_ERR_NOT_FOUND',
    suggestions: ['what others have published in the last 3 days is left out; to take that too: --allow-new'],
  });
}
