/** What a clouds.yaml says about one cloud. */
export interface Cloud {
  readonly [key: string]: string | Readonly<Record<string, string>>;
  readonly auth: Readonly<Record<string, string>>;
}

/** From the variables that `devstack env` prints. */
export function cloudOf(variables: Readonly<Record<string, string>>): Cloud {
  const named = (names: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(names).flatMap(([key, variable]) => {
        const value = variables[variable];
        return value === undefined ? [] : [[key, value]];
      }),
    );
  return {
    auth: named({
      auth_url: 'OS_AUTH_URL',
      username: 'OS_USERNAME',
      password: 'OS_PASSWORD',
      project_name: 'OS_PROJECT_NAME',
      user_domain_id: 'OS_USER_DOMAIN_ID',
      project_domain_id: 'OS_PROJECT_DOMAIN_ID',
    }),
    ...named({
      region_name: 'OS_REGION_NAME',
      interface: 'OS_INTERFACE',
      identity_api_version: 'OS_IDENTITY_API_VERSION',
    }),
  };
}
