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
  const registry = {load: async (): Promise<Provider<unknown>> => Asking} as unknown as Registry;
  const shared = {options: (section: string) => ({section})} as unknown as Shared;
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
  const shared = {host: {kind: 'local'}} as unknown as Shared;
  const providers = new Providers({load} as unknown as Registry, createContainer(), shared);
  expect(await providers.examine('libvirt', {acceleration: 'auto'})).toEqual({kind: 'local'});
  expect(await providers.examine('libvirt', {acceleration: 'auto'})).toEqual({kind: 'local'});
  expect(seen).toEqual([{acceleration: 'auto'}]);
  expect(await providers.examine('blind', {})).toEqual({});
});
