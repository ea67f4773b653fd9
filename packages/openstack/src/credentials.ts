import {DevstackError} from '@devstack/sdk';

/** Who talks to which cloud, in which project. */
export interface Credentials {
  /** With or without `/v3` at the end. */
  readonly authUrl: string;
  readonly username: string;
  readonly password: string;
  readonly projectName: string;
  /** `default` when missing. */
  readonly userDomainId?: string;
  /** `default` when missing. */
  readonly projectDomainId?: string;
  readonly region: string;
}

const NEEDED = ['OS_AUTH_URL', 'OS_USERNAME', 'OS_PASSWORD', 'OS_PROJECT_NAME'] as const;

/** Reads the variables that `devstack env` prints, and that every OpenStack client knows. */
export function credentialsFrom(variables: Readonly<Record<string, string | undefined>>): Credentials {
  const missing = NEEDED.filter((name) => variables[name] === undefined);
  if (missing.length > 0) {
    throw new DevstackError(`cannot sign in to the cloud: ${missing.join(', ')} not set`, {
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
      suggestions: ['choose a persona with an identity service, for example `devstack up -p identity`'],
    });
  }
  return {
    authUrl: variables.OS_AUTH_URL ?? '',
    username: variables.OS_USERNAME ?? '',
    password: variables.OS_PASSWORD ?? '',
    projectName: variables.OS_PROJECT_NAME ?? '',
    userDomainId: variables.OS_USER_DOMAIN_ID ?? 'default',
    projectDomainId: variables.OS_PROJECT_DOMAIN_ID ?? 'default',
    region: variables.OS_REGION_NAME ?? 'RegionOne',
  };
}

/** The Identity service without the version of its API. */
export function identityUrl({authUrl}: Pick<Credentials, 'authUrl'>): string {
  return authUrl.replace(/\/+$/, '').replace(/\/v3$/, '');
}
