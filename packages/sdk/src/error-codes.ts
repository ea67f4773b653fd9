interface ErrorMeaning {
  /** Exit status of the command that ends with this error: 1 something failed, 2 the user must act, 70 a bug. */
  readonly exit: number;
  readonly meaning: string;
}

const act = (meaning: string): ErrorMeaning => ({exit: 2, meaning});
const failed = (meaning: string): ErrorMeaning => ({exit: 1, meaning});

/** Every error that devstack can end with. `docs/errors.md` explains each; a test compares the two. */
export const ERROR_CODES = {
  DEVSTACK_ERR_CONFIG_SYNTAX: act('a configuration file cannot be read'),
  DEVSTACK_ERR_CONFIG_UNKNOWN_KEY: act('a configuration option does not exist'),
  DEVSTACK_ERR_CONFIG_VALUE: act('a configuration option has a value of the wrong kind'),
  DEVSTACK_ERR_CONFIG_REFERENCE: act('a configuration value refers to something that does not exist, or to itself'),
  DEVSTACK_ERR_UNKNOWN_NAME: act('no installed plugin provides what was named'),
  DEVSTACK_ERR_PERSONA: act('a persona cannot be used'),
  DEVSTACK_ERR_UNSUPPORTED: act('this machine, origin or combination is not supported'),
  DEVSTACK_ERR_REQUIREMENT_CYCLE: act('components require each other in a circle'),
  DEVSTACK_ERR_STEP_CYCLE: act('steps need each other in a circle'),
  DEVSTACK_ERR_STEP_UNKNOWN: act('a step needs a step that no component declares'),
  DEVSTACK_ERR_PLUGIN_MANIFEST: act('a plugin has a wrong manifest'),
  DEVSTACK_ERR_PLUGIN_API: act('a plugin was made for another version of the contract'),
  DEVSTACK_ERR_PLUGIN_DUPLICATE: act('two plugins provide the same thing'),
  DEVSTACK_ERR_PLUGIN_TRUST: act('nobody has agreed to run the code of a plugin'),
  DEVSTACK_ERR_PLUGIN_CHANGED: act('the files of a plugin are not those that were installed'),
  DEVSTACK_ERR_PLUGIN_IN_USE: act('something of a plugin is installed on the machine'),
  DEVSTACK_ERR_PLUGIN_CODE: failed('the code of a plugin failed'),
  DEVSTACK_ERR_SECRET_MISSING: act('a secret is needed and nobody can be asked'),
  DEVSTACK_ERR_TEMPLATE: act('a template has a parameter that is not set'),
  DEVSTACK_ERR_PERMISSION: act('root is needed and cannot be had'),
  DEVSTACK_ERR_PORT_IN_USE: act('another program holds a port that a service needs'),
  DEVSTACK_ERR_ROOT_DIRECTORY: act('the directory of the installation cannot be used'),
  DEVSTACK_ERR_NOT_INSTALLED: act('what was asked for is not installed here'),
  DEVSTACK_ERR_REQUIRED: act('something that stays needs what would go'),
  DEVSTACK_ERR_LOCKED: {exit: 75, meaning: 'another run holds the lock of this directory'},
  DEVSTACK_ERR_INTERRUPTED: {exit: 130, meaning: 'the run was interrupted'},
  DEVSTACK_ERR_KEPT: {exit: 3, meaning: 'uninstall kept something that is not ours'},
  DEVSTACK_ERR_NETWORK: failed('a server cannot be reached'),
  DEVSTACK_ERR_NOT_FOUND: failed('a server does not have what was asked for'),
  DEVSTACK_ERR_CHECKSUM: failed('a download is not what was expected'),
  DEVSTACK_ERR_ARCHIVE: failed('an archive is broken or hostile'),
  DEVSTACK_ERR_SOURCE_CHANGED: act('a source has work in it that would be overwritten'),
  DEVSTACK_ERR_EXISTS: act('a file is there that would be overwritten'),
  DEVSTACK_ERR_DISK_FULL: act('there is no space left on the disk'),
  DEVSTACK_ERR_COMMAND: failed('a program failed'),
  DEVSTACK_ERR_PACKAGES: failed('the packager could not install or remove packages'),
  DEVSTACK_ERR_SERVICE_FAILED: failed('a service ended before it was ready'),
  DEVSTACK_ERR_SERVICE_TIMEOUT: failed('a service was not ready in time'),
  DEVSTACK_ERR_SERVICE_STOP: failed('a service could not be stopped'),
  DEVSTACK_ERR_RUNNER: act('a runner cannot be used here'),
  DEVSTACK_ERR_TRACE: failed('the trace of the installation cannot be read'),
  DEVSTACK_ERR_BUG: {exit: 70, meaning: 'a fault in devstack or in a plugin'},
} as const satisfies Record<string, ErrorMeaning>;

/** The code of an error: what scripts compare, and what `docs/errors.md` explains. */
export type ErrorCode = keyof typeof ERROR_CODES;
