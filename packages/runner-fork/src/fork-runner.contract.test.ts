import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {registerContract, runnerContract} from '@devstack/sdk/testing';
import {test} from 'vitest';
import {ForkRunner} from './fork-runner.ts';

registerContract(
  test,
  runnerContract({
    make: (host) => new ForkRunner(host),
    async forge(handle, pid) {
      const events = join(String(handle.data.directory), 'events');
      const text = await readFile(events, 'utf8');
      await writeFile(events, text.replaceAll(/^((?:shim \S+|run) )\d+ /gm, `$1${pid} `));
      return handle;
    },
  }),
);
