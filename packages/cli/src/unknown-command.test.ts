import {describe, expect, test} from 'vitest';
import {unknownCommand} from './unknown-command.ts';

const KNOWN = ['install', 'uninstall', 'status', 'image:list', 'image:remove', 'plugins', 'plugins:install'];

describe('a command that is not there', () => {
  test.each([
    ['instal', "command instal not found; did you mean 'install'?", ['devstack install']],
    ['image:lst', "command image lst not found; did you mean 'image list'?", ['devstack image list']],
    ['statsu:nova', "command statsu nova not found; did you mean 'status'?", ['devstack status']],
  ])('%s has its neighbour named', (id, message, suggestions) => {
    expect(unknownCommand(id, KNOWN)).toMatchObject({message, suggestions, oclif: {exit: 2}});
  });

  test('without a neighbour it may be a component, or come with a plugin', () => {
    expect(unknownCommand('swift', KNOWN).suggestions).toEqual([
      'devstack --help lists the commands',
      'a component is an argument: devstack install swift',
      'it may come with a plugin: devstack plugins install swift',
    ]);
  });

  test('that no plugin could be named after is only said not to be there', () => {
    expect(unknownCommand('../x', KNOWN).suggestions).toEqual(['devstack --help lists the commands']);
  });
});
