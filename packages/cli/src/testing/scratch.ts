import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished} from 'vitest';

/** A directory of its own for the test that runs. */
export function makeScratch(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'devstack-cli-'));
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
  return directory;
}
