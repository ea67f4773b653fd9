import {setTimeout as sleep} from 'node:timers/promises';
import {DevstackError, messageOf} from '@devstack/sdk';
import type {Client} from 'ssh2';

/** A key that lives in memory only. */
export interface KeyPair {
  /** In OpenSSH's format. */
  readonly privateKey: string;
  readonly publicKey: string;
}

const USER = 'root';
const CONNECT_TIMEOUT_MS = 10_000;
const PAUSE_MS = 250;

/** ssh2 drops a zero byte that a public key begins with, and makes a key that nobody reads (its issue 1390): one of 256. */
export async function makeKeyPair(): Promise<KeyPair> {
  const {default: ssh2} = await import('ssh2');
  for (;;) {
    const {private: privateKey, public: publicKey} = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(privateKey) instanceof Error)) return {privateKey, publicKey};
  }
}

/** A way into a guest, as its owner has: by ssh with the key. */
export class GuestShell {
  readonly #address: string;
  readonly #key: KeyPair;
  readonly #signal: AbortSignal;

  constructor(address: string, key: KeyPair, signal: AbortSignal) {
    this.#address = address;
    this.#key = key;
    this.#signal = signal;
  }

  /** Tries until the guest lets us in: it may be booting. */
  async untilOpen(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      try {
        await this.run('true');
        return;
      } catch (error) {
        if (Date.now() > deadline) throw notReached(this.#address, error, timeoutMs);
      }
      await sleep(PAUSE_MS);
      this.#signal.throwIfAborted();
    }
  }

  /** @param command for the guest's own shell @returns what it printed */
  async run(command: string): Promise<string> {
    const client = await this.#connect();
    try {
      return await runIn(client, command);
    } finally {
      client.end();
    }
  }

  /** The guest's host key was made when it booted: there is nothing that it could be compared with. */
  async #connect(): Promise<Client> {
    const {default: ssh2} = await import('ssh2');
    const client = new ssh2.Client();
    await new Promise<void>((resolve, reject) => {
      client
        .once('ready', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('it hung up')));
      const {privateKey} = this.#key;
      client.connect({host: this.#address, username: USER, privateKey, readyTimeout: CONNECT_TIMEOUT_MS});
    });
    client.on('error', () => undefined);
    return client;
  }
}

function runIn(client: Client, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.once('close', () => reject(new Error('the connection was lost')));
    client.exec(command, (error, stream) => {
      if (error !== undefined) return void reject(error);
      const output: Buffer[] = [];
      stream.on('data', (part: Buffer) => output.push(part));
      stream.stderr.on('data', (part: Buffer) => output.push(part));
      stream.on('close', (code: number | undefined) => {
        const text = Buffer.concat(output).toString('utf8').trim();
        if (code === 0) resolve(text);
        else reject(new Error(`'${command}' ended with ${code}: ${text}`));
      });
    });
  });
}

function notReached(address: string, cause: unknown, timeoutMs: number): DevstackError {
  return new DevstackError(
    `cannot reach the guest at ${address} by ssh in ${timeoutMs / 1000} s: ${messageOf(cause)}`,
    {
      code: 'DEVSTACK_ERR_NETWORK',
      suggestions: ['devstack console devstack-verify', 'devstack logs neutron', 'devstack status'],
      cause,
    },
  );
}
