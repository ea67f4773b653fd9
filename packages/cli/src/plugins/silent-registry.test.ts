import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createServer as listen} from 'node:net';
import {afterEach, expect, test, vi} from 'vitest';
import {pluginUser} from '../testing/plugin-user.ts';
import {parseScopeRegistry} from './silent-registry.ts';

vi.setConfig({testTimeout: 60_000});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Takes every connection, and says nothing. */
async function serveSilence(): Promise<string> {
  const server = listen((socket) => void closing.push(() => socket.destroy()));
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Is there, and has to look for the package for a while. */
async function serveSlowly(delayMs: number): Promise<string> {
  const server = createServer(({url}, response) => {
    const answer = () => response.writeHead(url?.includes('/-/ping') ? 200 : 404).end('{}');
    setTimeout(answer, url?.includes('/-/ping') ? 0 : delayMs);
  });
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('a registry that accepts and never answers is known within two seconds', async () => {
  const user = pluginUser(await serveSilence());
  const began = performance.now();
  const {code, stderr, stdout} = await user.run(['plugins', 'install', 'swift']);
  expect(stderr).toMatch(/cannot reach the registry for @devstack\/plugin-swift@latest: it does not answer: .*timeout/);
  expect({code, stdout}).toEqual({code: 1, stdout: ''});
  // Two seconds on a machine that does nothing else; npm alone would wait for fifteen.
  expect(performance.now() - began).toBeLessThan(6_000);
});

test('a registry that is slow, and there, is waited for', async () => {
  const {code, stderr} = await pluginUser(await serveSlowly(2500)).run(['plugins', 'install', 'swift']);
  expect(stderr).toContain('cannot install @devstack/plugin-swift@latest: it is not in the registry');
  expect(code).toBe(1);
});

test('who has set a timeout for npm waits for as long', async () => {
  const user = pluginUser(await serveSilence());
  const began = performance.now();
  const {stderr} = await user.run(['plugins', 'install', 'swift'], {npm_config_fetch_timeout: '3000'});
  expect(stderr).toContain('cannot reach the registry for @devstack/plugin-swift@latest: ');
  expect(performance.now() - began).toBeGreaterThan(3_000);
});

test('the registry of a scope is found in an .npmrc', () => {
  const npmrc = '; mine\n@acme:registry=http://acme/\n @devstack:registry = http://ours/ \nregistry=http://all/';
  expect(parseScopeRegistry(npmrc, '@devstack/plugin-swift@latest')).toBe('http://ours/');
  expect(parseScopeRegistry(npmrc, '@other/plugin')).toBeUndefined();
  expect(parseScopeRegistry(npmrc, 'devstack-hello')).toBeUndefined();
});
