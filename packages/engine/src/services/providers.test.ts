import {type Host, type OptionValues, type Provider, T} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {createContainer} from '../registry/container.ts';
import type {Registry} from '../registry/registry.ts';
import {Providers, type Shared} from './providers.ts';

class Asking {
  static readonly inject = [T.options] as const;
  readonly options: OptionValues;

  constructor(options: OptionValues) {
    this.options = options;
  }
}

test('a provider is constructed once, with the options of its own section', async () => {
  const load = async (): Promise<Provider<unknown>> => Asking;
  const registry = {load, describe: () => ({provided: {}})} as unknown as Registry;
  const shared = {machine: {host: {}}, host: {}, options: (section: string) => ({section})} as unknown as Shared;
  const providers = new Providers(registry, createContainer(), shared);
  const [one, same, other] = await Promise.all(['one', 'one', 'other'].map((name) => providers.runner(name)));
  expect(one).toEqual({options: {section: 'one'}});
  expect(other).toEqual({options: {section: 'other'}});
  expect(same).toBe(one);
  expect(await providers.packager('one')).not.toBe(one);
});

test('a component looks at the machine once, through the host, knowing its options', async () => {
  const seen: unknown[] = [];
  const examine = async (host: Host, options: OptionValues) => {
    seen.push(options);
    return {kind: host.kind};
  };
  const Examining = Object.assign(class {}, {examine});
  const load = async (_kind: string, name: string): Promise<Provider<unknown>> =>
    name === 'blind' ? Asking : Examining;
  const describe = () => ({provided: {}});
  const shared = {machine: {host: {kind: 'local'}}} as unknown as Shared;
  const providers = new Providers({load, describe} as unknown as Registry, createContainer(), shared);
  expect(await providers.examine('libvirt', {acceleration: 'auto'})).toEqual({kind: 'local'});
  expect(await providers.examine('libvirt', {acceleration: 'auto'})).toEqual({kind: 'local'});
  expect(seen).toEqual([{acceleration: 'auto'}]);
  expect(await providers.examine('blind', {})).toEqual({});
});

test('a provider runs programs as root only when its manifest announces it', async () => {
  const Holding = class {
    static readonly inject = [T.host] as const;
    readonly host: Host;
    constructor(host: Host) {
      this.host = host;
    }
  };
  const describe = (kind: string, name: string) => ({
    kind,
    name,
    plugin: {name: '@x/y', version: '1.0.0', linked: false},
    provided: name === 'honest' ? {privileged: {command: 'it mounts'}} : {},
  });
  const ran: string[] = [];
  const host = {kind: 'local', run: async ([program]: readonly string[]) => void ran.push(program!)};
  const registry = {load: async () => Holding, describe} as unknown as Registry;
  const providers = new Providers(registry, createContainer(), {host} as unknown as Shared);
  const [honest, sly] = await Promise.all(
    ['honest', 'sly'].map(async (name) => (await providers.runner(name)) as unknown as {host: Host}),
  );
  await honest!.host.run(['mount'], {privileged: 'it mounts'});
  await sly!.host.run(['ls']);
  await expect(sly!.host.run(['mount'], {privileged: 'it mounts'})).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
    message: 'cannot use plugin @x/y 1.0.0: runner sly runs mount as root, and its manifest does not announce it',
  });
  expect(sly!.host.kind).toBe('local');
  expect(ran).toEqual(['mount', 'ls']);
});

test('what fetches from outside has the host of the machine, everything else that of the cloud', async () => {
  class Looking {
    static readonly inject = [T.host, T.http] as const;
    readonly given: readonly [Host, unknown];

    constructor(...given: readonly [Host, unknown]) {
      this.given = given;
    }
  }
  const described = ({given: [host, http]}: Looking) => `${host.kind} ${http}`;
  const provided: Record<string, object> = {'step python': {host: 'machine'}};
  const describe = (kind: string, name: string) => ({provided: provided[`${kind} ${name}`] ?? {}});
  const registry = {describe, load: async () => Looking} as unknown as Registry;
  const shared = {host: {kind: 'inside'}, http: 'in', machine: {host: {kind: 'outside'}, http: 'out'}};
  const providers = new Providers(registry, createContainer(), shared as unknown as Shared);
  const all = [
    providers.packager('apt'),
    providers.uploader('glance'),
    providers.stepHandler('python'),
    providers.stepHandler('database'),
    providers.runner('fork'),
    providers.check('keystone'),
  ];
  const hosts = (await Promise.all(all)).map((one) => described(one as unknown as Looking));
  expect(hosts.slice(0, 3)).toEqual(Array(3).fill('outside out'));
  expect(hosts.slice(3)).toEqual(Array(3).fill('inside in'));
});
