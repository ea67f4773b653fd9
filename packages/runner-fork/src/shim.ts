import {createHash} from 'node:crypto';
// The one file this package reads without the host: it is part of the package, not of the machine.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Host, ServiceSpec} from '@devstack/sdk';

let text: Promise<string> | undefined;

/** The text of `shim.sh`, which is published beside the compiled code. */
export function readShim(): Promise<string> {
  text ??= readFile(new URL('../src/shim.sh', import.meta.url), 'utf8');
  return text;
}

/** Puts the shim where the service's user can read it. Its name depends on its text: an upgrade leaves running shims alone. */
export async function installShim(host: Host, {runDirectory, owner}: ServiceSpec): Promise<string> {
  const script = await readShim();
  const hash = createHash('sha256').update(script).digest('hex').slice(0, 12);
  const path = join(runDirectory, `shim-${hash}.sh`);
  if ((await host.stat(path)) === undefined) {
    await host.writeFile(path, script, {mode: 0o600, ...(owner === undefined ? {} : {owner})});
  }
  return path;
}
