/** Variables of the caller that programs may see; everything else (tokens, passwords, interpreter switches) stays out. */
const PASSED_ON =
  /^(LANG|LC_\w+|TZ|TERM|TMPDIR|XDG_CACHE_HOME|(https?|ftp|all|no)_proxy|(HTTPS?|FTP|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO|NODE_EXTRA_CA_CERTS|PIP_CERT)$/;

const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The environment in which programs run: the caller's, without what is not theirs to know. */
export function baseEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  account: {readonly user: string; readonly home: string},
): Record<string, string> {
  const passed = Object.entries(variables).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && PASSED_ON.test(entry[0]),
  );
  const path = new Set([...(variables.PATH ?? '').split(':').filter((part) => part.startsWith('/')), ...SYSTEM_PATH]);
  return {
    LANG: 'C.UTF-8',
    ...Object.fromEntries(passed),
    PATH: [...path].join(':'),
    HOME: account.home,
    USER: account.user,
    LOGNAME: account.user,
  };
}
