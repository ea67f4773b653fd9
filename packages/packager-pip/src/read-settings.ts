import type {Environment, Host} from '@devstack/sdk';
import {type IndexSettings, readIndexSettings} from './index-settings.ts';
import {mergePipOptions, pipConfPaths} from './pip-conf.ts';

/** Where Debian and Fedora keep the certificates that the machine trusts, those of a company included. */
const SYSTEM_CERTIFICATES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];

export async function readSettings(host: Host, {variables, home}: Environment): Promise<IndexSettings> {
  const texts = await Promise.all(pipConfPaths(variables, home).map((path) => host.readText(path)));
  const options = mergePipOptions(
    texts.filter((text) => text !== undefined),
    variables,
  );
  const findLinks = await existing(host, options['find-links'] ?? []);
  const [certificates] = await existing(host, SYSTEM_CERTIFICATES);
  return readIndexSettings(variables, {...options, 'find-links': findLinks}, certificates);
}

// pip warns about a directory of links that is not there, uv gives up.
async function existing(host: Host, paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => !path.startsWith('/') || (await host.stat(path)) !== undefined),
  );
  return paths.filter((_, index) => found[index]);
}
