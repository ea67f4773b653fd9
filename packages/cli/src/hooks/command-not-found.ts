import type {Hook} from '@oclif/core';
import {unknownCommand} from '../unknown-command.ts';

/** oclif ends with this error. */
const hook: Hook<'command_not_found'> = async function ({id, config}) {
  this.error(
    unknownCommand(
      id,
      config.commands.filter(({hidden}) => !hidden).map((command) => command.id),
    ),
    {exit: 2},
  );
};

export default hook;
