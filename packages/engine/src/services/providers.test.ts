import {type OptionValues, type Provider, T} from '@devstack/sdk';
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
