import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {TestProject} from 'vitest/node';

/** Gives the tests of a project a directory for temporary files of their own, and takes it away with all that they left in it. */
export default function setup(project: TestProject): () => void {
  // A short name: sockets below it have paths of 107 bytes at most.
  const directory = mkdtempSync(path.join(os.tmpdir(), 'ds-'));
  // Some tests become an ordinary user.
  chmodSync(directory, 0o1777);
  project.config.env = {...project.config.env, TMPDIR: directory};
  return () => rmSync(directory, {recursive: true, force: true});
}
