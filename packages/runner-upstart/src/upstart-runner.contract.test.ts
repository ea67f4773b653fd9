import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {registerContract, runnerContract} from '@devstack/sdk/testing';
import {afterAll, test} from 'vitest';
import {startStandIn} from './testing/start-stand-in.ts';
import {UpstartRunner} from './upstart-runner.ts';

const upstart = await startStandIn();
afterAll(() => upstart.dispose());

/** One of them kills a start at each of its calls, of which this runner has many. */
const TIMEOUT_MS = 120_000;

registerContract(
  (title, body) => test(title, body, TIMEOUT_MS),
  runnerContract({
    make: (host) => new UpstartRunner(host, upstart.options),
    async forge(handle, pid) {
      const events = join(String(handle.data.directory), 'events');
      const text = await readFile(events, 'utf8');
      await writeFile(events, text.replaceAll(/^((?:shim \S+|run) )\d+ /gm, `$1${pid} `));
      return handle;
    },
  }),
);
