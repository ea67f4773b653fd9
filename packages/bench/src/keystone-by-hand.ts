import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import {requestToken, untilAnswered} from './identity.ts';
import {callerVariables, findUv, type PackageCache} from './package-cache.ts';
import {KEYSTONE_LOCK} from './repository.ts';
import {runProgram} from './run-program.ts';

const START_TIMEOUT_MS = 30_000;

export interface HandSettings {
  readonly directory: string;
  readonly port: number;
  readonly cache: PackageCache;
  /** Configuration to start from: the files of a cloud that devstack made, and its root and port in them. */
  readonly example: {readonly root: string; readonly port: number; readonly files: ReadonlyMap<string, string>};
}

/** The same Keystone by the commands of its manual, one after the other, with the same configuration. */
export class HandMadeCloud {
  readonly #settings: HandSettings;
  #server: ChildProcess | undefined;

  constructor(settings: HandSettings) {
    this.#settings = settings;
  }

  /** Milliseconds from nothing to the first token. */
  async bringUp(password: string): Promise<number> {
    const {port} = this.#settings;
    const url = `http://127.0.0.1:${port}/v3`;
    const startMs = performance.now();
    await this.#makeEnvironment();
    await this.#configure();
    await this.#fillDatabase(url, password);
    await this.#startServer(url);
    await requestToken(url, password);
    return performance.now() - startMs;
  }

  async remove(): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    // uwsgi ends its workers; SIGKILL would leave them.
    server.kill('SIGTERM');
    await ended;
  }

  async #startServer(url: string): Promise<void> {
    const {directory, example} = this.#settings;
    const uwsgiIni = [...example.files.keys()].find((name) => name.includes('uwsgi')) ?? 'uwsgi.ini';
    const log = path.join(directory, 'log/uwsgi.log');
    const file = openSync(log, 'w');
    this.#server = spawn(path.join(directory, 'venv/bin/uwsgi'), ['--ini', this.#file(uwsgiIni)], {
      cwd: directory,
      env: {...this.#variables(), OS_KEYSTONE_CONFIG_FILES: this.#file('keystone.conf')},
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    try {
      await untilAnswered(url, START_TIMEOUT_MS);
    } catch (cause) {
      throw new Error(`uwsgi said:\n${await readFile(log, 'utf8')}`, {cause});
    }
  }

  async #makeEnvironment(): Promise<void> {
    const {directory, cache} = this.#settings;
    const uv = await findUv(cache);
    const venv = path.join(directory, 'venv');
    await this.#run([uv, 'venv', '--python', '/usr/bin/python3', venv]);
    await this.#run([uv, 'pip', 'sync', '--python', `${venv}/bin/python`, '--require-hashes', KEYSTONE_LOCK]);
  }

  async #configure(): Promise<void> {
    const {directory, port, example} = this.#settings;
    for (const name of ['etc/keystone', 'data/keystone', 'data/database', 'log', 'run']) {
      await mkdir(path.join(directory, name), {recursive: true, mode: 0o700});
    }
    for (const [name, text] of example.files) {
      const own = text.replaceAll(example.root, directory).replaceAll(`:${example.port}`, `:${port}`);
      await writeFile(this.#file(name), own, {mode: 0o600});
    }
  }

  async #fillDatabase(url: string, password: string): Promise<void> {
    const manage = [
      path.join(this.#settings.directory, 'venv/bin/keystone-manage'),
      '--config-file',
      this.#file('keystone.conf'),
    ];
    const {username, gid} = os.userInfo();
    const keys = ['--keystone-user', username, '--keystone-group', String(gid)];
    const urls = ['admin', 'internal', 'public'].flatMap((face) => [`--bootstrap-${face}-url`, url]);
    for (const args of [
      ['fernet_setup', ...keys],
      ['credential_setup', ...keys],
      ['db_sync'],
      ['bootstrap', '--bootstrap-password', password, '--bootstrap-region-id', 'RegionOne', ...urls],
    ]) {
      await this.#run([manage[0]!, ...manage.slice(1), ...args]);
    }
  }

  #file(name: string): string {
    return path.join(this.#settings.directory, 'etc/keystone', name);
  }

  #variables(): Readonly<Record<string, string | undefined>> {
    return callerVariables(this.#settings.cache);
  }

  async #run(argv: readonly [string, ...string[]]): Promise<void> {
    await runProgram(argv, {env: this.#variables(), cwd: this.#settings.directory});
  }
}

/** The files of a directory by name. */
export async function readFiles(directory: string): Promise<Map<string, string>> {
  const names = await readdir(directory);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(directory, name), 'utf8')] as const)),
  );
}
