import type {ErrorCode} from '@devstack/sdk';

/** What the catalogue does not say about an error: when it happens, and what to do then. */
export interface ErrorAdvice {
  readonly when: string;
  readonly actions: readonly string[];
}

/** The source of docs/errors.md and of `devstack explain`. Partial for the compiler, complete for the test. */
export const ERROR_GUIDE: Readonly<Partial<Record<ErrorCode, ErrorAdvice>>> = {
  DEVSTACK_ERR_CONFIG_SYNTAX: {
    when: 'A stack.ini, YAML or JSON file has a line that is neither a section, an option nor a comment.',
    actions: ['Correct the file at the line that the message names.'],
  },
  DEVSTACK_ERR_CONFIG_UNKNOWN_KEY: {
    when: 'A section or option is set that no selected plugin declares; often a misspelling.',
    actions: [
      'Compare with `devstack config show --origin`.',
      'Install the plugin that declares the option: `devstack plugins install NAME`.',
    ],
  },
  DEVSTACK_ERR_CONFIG_VALUE: {
    when: 'A value does not have the type, range or choice that the option declares.',
    actions: [
      'Correct the value where the message says it comes from.',
      'A command line has the last word: `--set section.option=value`.',
    ],
  },
  DEVSTACK_ERR_CONFIG_REFERENCE: {
    when: 'A `$(section:option)` names an option that is not there, or a chain of references comes back to where it began.',
    actions: ['Follow the chain that the message prints, and break it.'],
  },
  DEVSTACK_ERR_UNKNOWN_NAME: {
    when: 'A component, runner, packager, downloader or error code is named that nothing provides.',
    actions: [
      'Check the spelling; the message says what comes near.',
      'List what is installed: `devstack plugins`.',
      'Install what is missing: `devstack plugins install NAME`.',
    ],
  },
  DEVSTACK_ERR_PERSONA: {
    when: 'A persona file is not there, is not of the right form, or chooses what does not go together.',
    actions: ['Correct the file, or choose another one with `-p NAME`.'],
  },
  DEVSTACK_ERR_UNSUPPORTED: {
    when: 'The distribution, the architecture, an origin or a combination of components does not work, for the reason in the message.',
    actions: ['Choose another origin, database or persona, as the message proposes.'],
  },
  DEVSTACK_ERR_REQUIREMENT_CYCLE: {
    when: 'Component A requires B, and B, directly or not, requires A. The message prints the whole circle.',
    actions: [
      'Change `requires()` of one of the components; start-up order that is only nice to have is not a requirement.',
    ],
  },
  DEVSTACK_ERR_STEP_CYCLE: {
    when: 'Steps of plugins need each other in a circle, which the message prints.',
    actions: ['Change the `needs` of one of the steps in the plugin.'],
  },
  DEVSTACK_ERR_STEP_UNKNOWN: {
    when: 'A step needs or reads a step that is in no phase of the selected components.',
    actions: [
      'Correct the reference in the plugin; its form is `component/kind:key`.',
      'Add the component that has the step.',
    ],
  },
  DEVSTACK_ERR_PLUGIN_MANIFEST: {
    when: 'The `devstack` section of a plugin’s package.json is missing, is of the wrong form, or names what its module does not export.',
    actions: [
      'Use another version of the plugin, or report it to its author.',
      'Remove it: `devstack plugins uninstall NAME`.',
    ],
  },
  DEVSTACK_ERR_PLUGIN_API: {
    when: 'The plugin was made for another major version of the contract, or for a range of @devstack/sdk that this devstack does not meet.',
    actions: ['Install a matching version: `devstack plugins install NAME@VERSION`.', 'Bring devstack up to date.'],
  },
  DEVSTACK_ERR_PLUGIN_DUPLICATE: {
    when: 'Two installed plugins provide a thing of the same kind and name, and neither is linked.',
    actions: ['Remove one of the two that the message names: `devstack plugins uninstall NAME`.'],
  },
  DEVSTACK_ERR_PLUGIN_TRUST: {
    when: 'A plugin that is not one of @devstack is to be installed, or has come into the data directory in another way, and nobody has agreed to it: no terminal to ask at, no `--yes`, or the answer was no. Or its version was published less than three days ago: what was published with a stolen password is mostly found by then.',
    actions: [
      'Read what the plugin is and who published it: `devstack plugins install NAME` shows it.',
      'Agree to it there, or with `--yes` where nobody can be asked.',
      'Wait, take the older version that the message names, or the new one with `--allow-new`.',
    ],
  },
  DEVSTACK_ERR_PLUGIN_CHANGED: {
    when: 'Files of a plugin were changed after it was installed, or the registry delivered something else than it had announced. Nothing of it is run.',
    actions: [
      'Install what was published: `devstack plugins install NAME --force`.',
      'To work on a plugin, link its sources instead: `devstack plugins link DIRECTORY`.',
    ],
  },
  DEVSTACK_ERR_PLUGIN_IN_USE: {
    when: 'A plugin is to be removed, and a component of it is installed on the machine or a runner of it has started services.',
    actions: [
      'Uninstall the component first, with the command that the message names.',
      'Name another installation with `-d ROOT`.',
    ],
  },
  DEVSTACK_ERR_PLUGIN_CODE: {
    when: 'A plugin threw an error that is not one of these, or returned what the contract does not allow.',
    actions: [
      'Report it to the author of the plugin with the lines that were printed.',
      'Go back to the version that worked.',
    ],
  },
  DEVSTACK_ERR_SECRET_MISSING: {
    when: 'A secret has to come from a person, and nobody can be asked: no terminal, CI, or `--no-prompt`.',
    actions: [
      'Set it in a configuration file that only you can read, or in the environment.',
      'Run the command in a terminal.',
    ],
  },
  DEVSTACK_ERR_TEMPLATE: {
    when: 'A template has a `%PARAMETER%` that nothing sets. It is found before anything on the machine is changed.',
    actions: ['Set the parameter, or correct its name in the template at the line that is named.'],
  },
  DEVSTACK_ERR_PERMISSION: {
    when: 'A step needs root, and this is not root and sudo is not there or asks for a password that cannot be given.',
    actions: [
      'See what needs root, and why: `devstack plan install`.',
      'Run devstack as root, or let sudo work without a terminal.',
    ],
  },
  DEVSTACK_ERR_PORT_IN_USE: {
    when: 'A service is to listen on a port on which something else listens.',
    actions: ['Stop the program that the message names.', 'Give the service another port with `--set`.'],
  },
  DEVSTACK_ERR_ROOT_DIRECTORY: {
    when: 'The directory of the installation is a file, is on a read-only or unsuitable file system, or belongs to somebody else.',
    actions: ['Choose another one with `-d ROOT`.'],
  },
  DEVSTACK_ERR_NOT_INSTALLED: {
    when: 'Something is asked of an installation that is not there, or not in this directory.',
    actions: ['Install and start it: `devstack up`.', 'Name the directory it is in with `-d ROOT`.'],
  },
  DEVSTACK_ERR_REQUIRED: {
    when: 'A component is to be stopped or uninstalled that another one, which stays, requires.',
    actions: ['Name the other components too, or none, which means all.'],
  },
  DEVSTACK_ERR_LOCKED: {
    when: 'Another devstack works on the same directory; the message says which process, since when, and what it does.',
    actions: ['Wait until it has ended. The lock goes with its process, also when that is killed.'],
  },
  DEVSTACK_ERR_INTERRUPTED: {
    when: 'Ctrl-C or SIGTERM came. What was begun is finished or recorded.',
    actions: [
      'Run the same command again: it goes on where it stopped.',
      'Take everything back: `devstack uninstall`.',
    ],
  },
  DEVSTACK_ERR_KEPT: {
    when: 'Uninstall left files, packages or users that were there before, or that someone changed after devstack made them.',
    actions: ['Read the list that was printed; remove by hand what you do not want.'],
  },
  DEVSTACK_ERR_NETWORK: {
    when: 'A server does not answer: no route, no name, a proxy that refuses, a certificate that is not trusted.',
    actions: [
      'Set `https_proxy` and `no_proxy`, or `SSL_CERT_FILE`, where they are needed.',
      'Take the packages of the distribution instead: `--set default.origin=distro`.',
    ],
  },
  DEVSTACK_ERR_NOT_FOUND: {
    when: 'The server answers, and does not have the file, version, branch or image.',
    actions: ['Check the address, version or reference that the message names.'],
  },
  DEVSTACK_ERR_CHECKSUM: {
    when: 'What was downloaded does not have the checksum that was pinned: it was damaged, or replaced.',
    actions: [
      'Run the command again.',
      'If it stays so, find out why it changed before you change the pinned checksum.',
    ],
  },
  DEVSTACK_ERR_ARCHIVE: {
    when: 'An archive cannot be read to its end, or holds paths or links that lead out of it, devices, or far more than it should.',
    actions: ['Do not use it. Get the archive from where it is published.'],
  },
  DEVSTACK_ERR_SOURCE_CHANGED: {
    when: 'A checkout has changes, commits or a branch of yours where devstack would bring it to another revision.',
    actions: [
      'Commit and push your work, or move it to a branch of your own, and run the command again.',
      'Keep working on it as it is: set the option `ref` of the component to your branch.',
    ],
  },
  DEVSTACK_ERR_EXISTS: {
    when: 'There is a configuration file where `devstack config init` would write one.',
    actions: ['Change the file that is there, or move it away.'],
  },
  DEVSTACK_ERR_DISK_FULL: {
    when: 'A file system is full, a quota is used up, or there is less room than the persona says that it needs.',
    actions: ['Make room, and run the same command again: it goes on where it stopped.'],
  },
  DEVSTACK_ERR_COMMAND: {
    when: 'A program ended with an error. The message has its arguments, its exit status and the last lines it printed.',
    actions: ['Remove the cause that its output names, and run the same command again.'],
  },
  DEVSTACK_ERR_PACKAGES: {
    when: 'A package could not be installed or removed; the words of apt, dnf or pip are in the message.',
    actions: ['Remove the cause, and run the same command again: an interrupted transaction is repaired first.'],
  },
  DEVSTACK_ERR_SERVICE_FAILED: {
    when: 'A service was started and ended. The last lines of its log are in the message.',
    actions: [
      'Read its log under `log/` of the installation.',
      'Correct its configuration, and `devstack start` again.',
    ],
  },
  DEVSTACK_ERR_SERVICE_TIMEOUT: {
    when: 'A service runs and does not answer its health check in time.',
    actions: [
      'See how it is: `devstack status`.',
      'Read its log. On a slow machine, `devstack start` again goes on waiting.',
    ],
  },
  DEVSTACK_ERR_SERVICE_STOP: {
    when: 'Something of a service is left after SIGTERM and SIGKILL, for example a process that waits for a disk.',
    actions: ['See what is left: `devstack status`.', 'Run `devstack stop` again.'],
  },
  DEVSTACK_ERR_RUNNER: {
    when: 'A runner lacks what it needs on this machine: screen is not installed, systemd is not what booted it. Or a service runs with another runner than the one that was asked for, or with one whose plugin is gone.',
    actions: [
      'Choose another one with `--runner`; `fork` needs nothing.',
      'Move a service that runs: `devstack restart NAME --runner OTHER`.',
      'Install the plugin of the runner again: `devstack plugins install NAME`.',
    ],
  },
  DEVSTACK_ERR_TRACE: {
    when: 'The journal of the installation, or something it refers to, is damaged, or was written by a newer devstack.',
    actions: ['Bring devstack up to date.', 'Restore the `state` directory of the installation from a copy.'],
  },
  DEVSTACK_ERR_BUG: {
    when: 'Something happened that nobody thought of. The stack that is printed shows where.',
    actions: ['Report it with the command line and everything that was printed; look for secrets in it first.'],
  },
};
