import {cpSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type CommandResult, runOnHost} from './command.ts';
import type {Lab} from './lab.ts';
import type {LabProcess} from './lab-process.ts';
import {sleep} from './process-table.ts';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const served = '/tmp/packages';

/** Where `plugins` commands of root in a lab keep what they install. */
export const pluginData = '/root/.local/share/devstack';

/** Packs packages as they would be published, and serves them on the loopback of a lab. */
export class PluginRegistry {
  readonly #lab: Lab;
  readonly #server: LabProcess;

  private constructor(lab: Lab, server: LabProcess) {
    this.#lab = lab;
    this.#server = server;
  }

  /** @param names directories below `packages` */
  static async serve(lab: Lab, names: readonly string[]): Promise<PluginRegistry> {
    const directory = mkdtempSync(join(tmpdir(), 'devstack-packed-'));
    try {
      const paths = names.map((name) => join(packages, name));
      await runOnHost(['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', directory, ...paths]);
      const inLab = `/proc/${lab.pid}/root${served}`;
      mkdirSync(inLab);
      cpSync(directory, inLab, {recursive: true});
    } finally {
      rmSync(directory, {recursive: true});
    }
    const server = await lab.spawn(['node', '/devstack/packages/e2e/src/serve-packages.ts', served]);
    while (!server.stdout.includes('\n')) {
      if (server.stderr.includes('Error')) throw new Error(`cannot serve packages: ${server.stderr}`);
      await sleep(20);
    }
    return new PluginRegistry(lab, server);
  }

  /** `devstack plugins ...` in the lab, with nothing but this registry. */
  plugins(...args: string[]): Promise<CommandResult> {
    const registry = this.#server.stdout.trim();
    return this.#lab.run(['devstack', 'plugins', ...args], {
      env: {DEVSTACK_NPM_REGISTRY: registry, npm_config_registry: registry},
    });
  }

  /** Names and versions of what is installed. */
  async installed(): Promise<string[]> {
    const {stdout} = await this.plugins('--json');
    const plugins = JSON.parse(stdout) as {name: string; version: string; type: string}[];
    return plugins.filter(({type}) => type === 'installed').map(({name, version}) => `${name} ${version}`);
  }

  async close(): Promise<void> {
    await this.#server.killTree();
    await this.#lab.run(['rm', '-rf', served]);
  }
}
