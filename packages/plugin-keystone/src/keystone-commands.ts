import type {Argv} from '@devstack/sdk';

export interface BootstrapNames {
  readonly user: string;
  readonly project: string;
  readonly region: string;
  readonly url: string;
}

export function databaseSync(manage: string, configuration: string): Argv {
  return [manage, '--config-file', configuration, 'db_sync'];
}

/** Repeatable: what is there already is left or updated. The password comes as OS_BOOTSTRAP_PASSWORD. */
export function bootstrap(manage: string, configuration: string, {user, project, region, url}: BootstrapNames): Argv {
  return [
    manage,
    '--config-file',
    configuration,
    'bootstrap',
    '--bootstrap-username',
    user,
    '--bootstrap-project-name',
    project,
    '--bootstrap-region-id',
    region,
    // All three: services look for the internal one, and end when it is missing.
    ...['public', 'internal', 'admin'].flatMap((face) => [`--bootstrap-${face}-url`, url]),
  ];
}
