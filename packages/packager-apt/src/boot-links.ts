import type {ListedPath, PathOwners} from '@devstack/package-traces';

/** `multi-user.target.wants/mariadb.service`, and `rc3.d/S01mariadb` of a package that has nothing newer. */
const UNIT_LINK = /^\/etc\/systemd\/system\/[^/]+\.(?:wants|requires)\/([^/]+)$/;
const SCRIPT_LINK = /^\/etc\/rc[S2-5]\.d\/S\d\d([^/]+)$/;

/** The links that let a service of the new packages start with the machine. */
export function bootLinks(listing: readonly ListedPath[], owners: PathOwners, packages: readonly string[]): string[] {
  const ours = new Set(packages);
  const paths = listing.map(({path}) => path);
  return paths.filter((path) => {
    const started = startedBy(path);
    return started !== undefined && owners.get(started)?.some((owner) => ours.has(owner)) === true;
  });
}

/** What is started because of a link; an instance by its template. */
function startedBy(path: string): string | undefined {
  const unit = UNIT_LINK.exec(path)?.[1];
  if (unit !== undefined) return `/usr/lib/systemd/system/${unit.replace(/@.*(?=\.)/, '@')}`;
  const script = SCRIPT_LINK.exec(path)?.[1];
  return script === undefined ? undefined : `/etc/init.d/${script}`;
}
