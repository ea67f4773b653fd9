/**
 * Settings for the npm that `devstack plugins ...` starts; what the user has set stays. Without them an unreachable registry costs
 * 70 seconds and is then taken for one that lacks the package, and the install scripts of a plugin are run.
 *
 * Called before oclif loads anything and not from its `init` hook, because such a hook would be imported by every command.
 */
export function hardenNpm(variables: Record<string, string | undefined>): void {
  variables.npm_config_fetch_retries ??= '0';
  variables.npm_config_fetch_timeout ??= '15000';
  variables.npm_config_ignore_scripts ??= 'true';
}
