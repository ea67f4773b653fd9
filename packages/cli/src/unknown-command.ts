import {nearestName} from '@devstack/engine';
import {CLIError} from '@oclif/core/errors';

/** Words that nobody meant as the name of a plugin. */
const PLUGIN_NAME = /^[a-z][a-z0-9-]{2,}$/;

/** @param id `image:lst`, as oclif joins the words that were typed */
export function unknownCommand(id: string, known: readonly string[]): CLIError {
  const typed = id.replaceAll(':', ' ');
  const names = known.map((command) => command.replaceAll(':', ' '));
  const near = nearestName(typed, names) ?? nearestName(typed.split(' ', 1)[0]!, names.filter(isOneWord));
  return new CLIError(`command ${typed} not found${near === undefined ? '' : `; did you mean '${near}'?`}`, {
    exit: 2,
    suggestions: near === undefined ? suggestionsFor(typed) : [`devstack ${near}`],
  });
}

function suggestionsFor(typed: string): string[] {
  const list = 'devstack --help lists the commands';
  if (!PLUGIN_NAME.test(typed)) return [list];
  return [
    list,
    `a component is an argument: devstack install ${typed}`,
    `it may come with a plugin: devstack plugins install ${typed}`,
  ];
}

function isOneWord(name: string): boolean {
  return !name.includes(' ');
}
