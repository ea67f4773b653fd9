import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createTestHost, registerContract, runnerContract} from '@devstack/sdk/testing';
import {beforeAll, test, vi} from 'vitest';
import {ScreenRunner} from './screen-runner.ts';
import {installScreen} from './testing/install-screen.ts';

// One case starts and stops a service at each call to the host.
vi.setConfig({testTimeout: 60_000});
beforeAll(() => installScreen(createTestHost()), 300_000);

registerContract(
  test,
  runnerContract({
    make: (host) => new ScreenRunner(host),
    async forge(handle, pid) {
      const events = join(String(handle.data.directory), 'events');
      const text = await readFile(events, 'utf8');
      await writeFile(events, text.replaceAll(/^((?:shim \S+|run) )\d+ /gm, `$1${pid} `));
      return handle;
    },
  }),
);
