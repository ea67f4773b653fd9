import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Environment, Host, Http, Logger, StepContext} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterAll, beforeAll, onTestFinished} from 'vitest';
import {plainHttp} from './plain-http.ts';

export interface TestServices {
  readonly directory: string;
  readonly host: Host;
  readonly http: Http;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly warnings: string[];
}

export interface ServiceOptions {
  /** Instead of the caller's settings for pip and uv. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** A cache that outlives the test, so that uv is fetched once. */
  readonly cache?: string;
}

/** Real services in a directory of their own, which goes with the test. */
export async function createServices({variables = callersIndex(), cache}: ServiceOptions = {}): Promise<TestServices> {
  const directory = await temporaryDirectory();
  const warnings: string[] = [];
  return {
    directory,
    host: createTestHost(),
    http: plainHttp,
    environment: {variables, home: join(directory, 'home'), cache: cache ?? join(directory, 'cache')},
    logger: {debug: () => undefined, info: () => undefined, warn: (message) => void warnings.push(message)},
    warnings,
  };
}

/** A directory that goes with the tests of a file. */
export function sharedDirectory(): {path: string} {
  const shared = {path: ''};
  beforeAll(async () => {
    shared.path = await mkdtemp(join(tmpdir(), 'packager-pip-'));
  });
  afterAll(() => rm(shared.path, {recursive: true, force: true}));
  return shared;
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'packager-pip-'));
  onTestFinished(() => rm(directory, {recursive: true, force: true}));
  return directory;
}

/** How this machine reaches PyPI, and nothing else of the caller's. */
export function callersIndex(): Record<string, string | undefined> {
  const wanted = /^(PIP_|UV_|SSL_CERT_FILE$|REQUESTS_CA_BUNDLE$|https?_proxy$|no_proxy$)/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => wanted.test(name) && name !== 'UV_CACHE_DIR'),
  );
}

export function stepContext(signal: StepContext['signal'] = new AbortController().signal): StepContext {
  const unused = (): never => {
    throw new Error('a python step has no secrets and stores nothing');
  };
  return {
    signal,
    progress: () => undefined,
    store: {put: unused, get: unused},
    resolve: unused,
    ownership: unused,
  };
}
