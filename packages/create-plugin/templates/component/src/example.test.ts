import * as assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {componentContract, fakeComponentContext, registerContract} from '@devstack/sdk/testing';
import {Example} from './example.ts';

const directory = join(import.meta.dirname, '..');

registerContract(
  test,
  componentContract({
    component: Example,
    name: 'example',
    package: directory,
    surroundings: {plain: {origin: 'distro'}},
  }),
);

test('the greeting is what the option says', () => {
  const context = fakeComponentContext({name: 'example', package: directory, options: {greeting: 'good morning'}});
  const [file] = new Example(context).configure();
  assert.ok(file);
  assert.equal((file.args as {content: string}).content, 'good morning\n');
});
