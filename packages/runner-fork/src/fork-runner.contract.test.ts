import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {registerContract, runnerContract} from '@devstack/sdk/testing';
import {test, vi} from 'vitest';
import {ForkRunner} from './fork-runner.ts';

// One case starts and stops a service at each call to the host.
vi.setConfig({testTimeout: 60_000});

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
