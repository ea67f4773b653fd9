import {expect, test} from 'vitest';
import {readAnchors, readCommands, readFences, readLinks} from './markdown.ts';

const document = [
  '# Keys, and `values`',
  'See [one](docs/one.md#two) and [`code`](src/a.ts), not `[x](y)`.',
  '```sh',
  'npm ci && npx devstack up     # the cloud',
  '',
  'npx devstack stop',
  '```',
  '```ts',
  'export default definePlugin({}); // [no](link)',
  '```',
].join('\n');

test('commands are the lines of shell fences', () => {
  expect(readCommands(document)).toEqual(['npm ci && npx devstack up', 'npx devstack stop']);
});

test('fences are read by their language', () => {
  expect(readFences(document, 'ts')).toEqual(['export default definePlugin({}); // [no](link)\n']);
});

test('links in code are not links', () => {
  expect(readLinks(document)).toEqual(['docs/one.md#two', 'src/a.ts']);
});

test('headings are anchors', () => {
  expect(readAnchors(document)).toEqual(['keys-and-values']);
});
