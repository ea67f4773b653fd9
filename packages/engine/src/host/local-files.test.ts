import path from 'node:path';
import {expect, test} from 'vitest';
import {removeTree} from './local-files.ts';

test('a tree whose parent does not exist is removed already', async () => {
  await expect(removeTree(path.join(import.meta.dirname, 'none/tree'))).resolves.toBeUndefined();
});
