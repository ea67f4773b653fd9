import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {cacheDirectory} from './cache-directory.ts';
import {runOnHost} from './command.ts';
import {freePort} from './free-port.ts';

const VERSION = '6.10.4';
const START_MS = 30_000;
/** Its audit plugin wants a version by a tag that not every mirror has. */
const manifest = {
  private: true,
  dependencies: {verdaccio: VERSION},
  overrides: {'verdaccio-audit': {'node-fetch': '^2.7.0'}},
};
const config = `
storage: ./storage
auth: {htpasswd: {file: ./htpasswd}}
packages: {'@devstack/*': {access: $all, publish: $all}}
web: {enable: false}
max_body_size: 50mb
log: {type: stdout, format: json, level: warn}
`;

/** A registry on loopback that can be published to, as npm's own; empty when it starts. */
export interface PublishingRegistry {
  readonly url: string;
  /** What npm has to be told to reach it: an .npmrc. Others than ours come from where they come from here. */
  readonly npmrc: string;
  close(): void;
}

export async function startVerdaccio(directory: string): Promise<PublishingRegistry> {
  const program = await installVerdaccio();
  mkdirSync(directory, {recursive: true});
  const file = join(directory, 'config.yaml');
  writeFileSync(file, config);
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}/`;
  const server = spawn(process.execPath, [program, '--config', file, '--listen', address], {stdio: 'ignore'});
  await untilAnswers(`${url}-/ping`, server);
  // npm publishes nowhere without a token, whatever it is.
  return {url, npmrc: `@devstack:registry=${url}\n//${address}/:_authToken=none\n`, close: () => void server.kill()};
}

async function installVerdaccio(): Promise<string> {
  const directory = cacheDirectory(`verdaccio-${VERSION}`);
  const program = join(directory, 'node_modules/verdaccio/bin/verdaccio');
  if (existsSync(join(directory, 'installed'))) return program;
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
  await runOnHost(['npm', '--prefix', directory, 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
  writeFileSync(join(directory, 'installed'), '');
  return program;
}

async function untilAnswers(address: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    if (server.exitCode !== null || Date.now() > until) throw new Error(`verdaccio does not answer at ${address}`);
    await sleep(50);
  }
}
