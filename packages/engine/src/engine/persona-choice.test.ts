import {expect, test} from 'vitest';
import type {Configuration} from '../config/configuration.ts';
import {choosePersona} from './persona-choice.ts';

const settings = {cwd: '/home/me', conf: '/usr/lib/devstack/conf'};

function configured(persona: string | undefined, origin: string): Configuration {
  return {get: () => persona, origin: () => origin} as unknown as Configuration;
}
const shipped = configured('identity', '/usr/lib/devstack/conf/stack.ini:36');
const mine = configured('images', '/home/me/stack.ini:2');

test.each([
  ['what the command line names comes first', {...settings, persona: 'cloud'}, mine, 'identity', 'cloud'],
  ['what the user has configured comes before what is installed', settings, mine, 'cloud', 'images'],
  ['what is installed comes before what devstack ships', settings, shipped, 'cloud', 'cloud'],
  ['on a bare machine it is what devstack ships', settings, shipped, undefined, 'identity'],
  [
    'a file is remembered by its whole path',
    {...settings, persona: './my.yaml'},
    shipped,
    undefined,
    '/home/me/my.yaml',
  ],
])('%s', (_title, given, configuration, installed, expected) => {
  expect(choosePersona(given, configuration, installed)).toBe(expected);
});

test('no persona at all is an error that says how to name one', () => {
  expect(() => choosePersona(settings, configured(undefined, 'default'), undefined)).toThrow('no persona is named');
});
