import type {PackagerContext} from '@devstack/sdk';
import {packagerContract, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {PipPackager} from './pip-packager.ts';
import {isFulfilled, requirementOf} from './pip-requests.ts';
import {createServices, sharedDirectory, stepContext} from './testing/services.ts';

const cache = sharedDirectory();

test('a version can end in a wildcard', () => {
  const installed = new Map([['oslo-db', '2.10.1']]);
  expect(isFulfilled({name: 'oslo.db', version: '2.*'}, installed)).toBe(true);
  expect(isFulfilled({name: 'oslo.db', version: '2.1.*'}, installed)).toBe(false);
  expect(isFulfilled({name: 'oslo.db', version: '2.10.1'}, installed)).toBe(true);
  expect(isFulfilled({name: 'six'}, installed)).toBe(false);
  expect(requirementOf({name: 'oslo.db', version: '2.*'})).toBe('oslo.db==2.*');
});

describe('the contract of packagers', () => {
  const present = {name: 'iniconfig', version: '2.1.0'};
  const timed = (title: string, body: () => Promise<void>): unknown => test(title, {timeout: 60_000}, body);
  registerContract(
    timed,
    packagerContract(async () => {
      const {host, http, environment, logger} = await createServices({cache: cache.path});
      const packager = new PipPackager(host, http, environment, logger);
      const context: PackagerContext = stepContext();
      const before = await packager.capture();
      await packager.install([present], before, undefined, context);
      const directory = `${environment.cache}/pip`;
      return {
        packager,
        absent: [{name: 'netaddr'}, {name: 'pyparsing', version: '3.*'}],
        present,
        unknown: {name: 'devstack-nobody-has-this'},
        describe: async () =>
          (await host.run(['find', directory, '-type', 'f', '-printf', '%P %m %s\\n'])).stdout.split('\n').sort(),
        dispose: () => host.remove(directory, {recursive: true}),
      };
    }),
  );
});

test('tools are installed into an environment of their own, and the last one takes it along', {
  timeout: 60_000,
}, async () => {
  const {host, http, environment, logger} = await createServices({cache: cache.path});
  const packager = new PipPackager(host, http, environment, logger);
  const [first, second] = [{name: 'iniconfig', version: '2.1.*'}, {name: 'netaddr'}] as const;
  expect(await packager.missing([first])).toEqual([first]);
  const before = await packager.capture();
  const owned = await packager.install([first], before, undefined, stepContext());
  const both = await packager.install([first, second], before, owned, stepContext());
  expect(await packager.missing([first, second])).toEqual([]);
  expect(await host.stat(`${environment.cache}/pip/bin/netaddr`)).toMatchObject({type: 'file'});

  const {owned: left} = await packager.remove(before, both, [first], stepContext());
  expect(await packager.missing([first, second])).toEqual([second]);
  expect(await packager.remove(before, left, [], stepContext())).toEqual({owned: {requests: []}, kept: []});
  expect(await host.stat(`${environment.cache}/pip`)).toBeUndefined();
});
