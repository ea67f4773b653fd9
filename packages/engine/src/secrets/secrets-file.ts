import path from 'node:path';
import {DevstackError, type Host} from '@devstack/sdk';
import {isRecord} from '../registry/json-shape.ts';

const VERSION = 1;

function secretsFile(root: string): string {
  return path.join(root, 'state', 'secrets.json');
}

/** The secrets of an installation by name; none when there is no file yet. */
export async function readSecrets(host: Host, root: string): Promise<ReadonlyMap<string, string>> {
  const file = secretsFile(root);
  const content = await host.readText(file);
  return content === undefined ? new Map() : parseSecrets(content, file);
}

function parseSecrets(content: string, file: string): ReadonlyMap<string, string> {
  const parsed = parseJson(content, file);
  if (!isRecord(parsed) || !isRecord(parsed.secrets)) throw unreadable(file, 'it is no record of secrets');
  if (parsed.version !== VERSION)
    throw unreadable(file, `expected version ${VERSION}, found ${String(parsed.version)}`);
  const entries = Object.entries(parsed.secrets);
  const odd = entries.find(([, value]) => typeof value !== 'string');
  if (odd !== undefined) throw unreadable(file, `the value of ${odd[0]} is not text`);
  return new Map(entries as [string, string][]);
}

function formatSecrets(secrets: ReadonlyMap<string, string>): string {
  const sorted = [...secrets].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({version: VERSION, secrets: Object.fromEntries(sorted)}, undefined, 2)}\n`;
}

/** The file is for its owner only, and whole or not there at all. */
export async function writeSecrets(host: Host, root: string, secrets: ReadonlyMap<string, string>): Promise<void> {
  const file = secretsFile(root);
  await host.makeDirectory(path.dirname(file), {mode: 0o700});
  await host.writeFile(file, formatSecrets(secrets), {mode: 0o600});
}

function parseJson(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // The message of JSON.parse quotes what it read, which is secret.
    throw unreadable(file, 'it is not JSON');
  }
}

function unreadable(file: string, why: string): DevstackError {
  return new DevstackError(`cannot read ${file}: ${why}`, {
    code: 'DEVSTACK_ERR_TRACE',
    suggestions: ['put the file back from a backup, or give the secrets in [passwords] and move it away'],
  });
}
