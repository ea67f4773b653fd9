export interface BootstrapNames {
  readonly user: string;
  readonly project: string;
  readonly region: string;
  readonly url: string;
}

/** Repeatable: what is there already is left or updated. The password comes as OS_BOOTSTRAP_PASSWORD. */
export function bootstrapArguments({user, project, region, url}: BootstrapNames): string[] {
  return [
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
