const bundle = '/etc/ssl/certs/ca-certificates.crt';
const bundleVariables = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'PIP_CERT', 'CURL_CA_BUNDLE'];
const registryVariables = /^(\w+_proxy|PIP_(EXTRA_)?INDEX_URL|UV_\w*INDEX\w*|npm_config_registry)$/i;

const path = '/devstack/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** All that a program in a lab finds in its environment: nothing of this machine but the way to the registries. */
export function labEnvironment(home: string, machine: NodeJS.ProcessEnv): Record<string, string> {
  const registries = Object.entries(machine).filter(
    (entry): entry is [string, string] => registryVariables.test(entry[0]) && entry[1] !== undefined,
  );
  return {
    PATH: path,
    HOME: home,
    LANG: 'C.UTF-8',
    ...Object.fromEntries(bundleVariables.map((name) => [name, bundle])),
    ...Object.fromEntries(registries),
  };
}
