import {expect, test} from 'vitest';
import {type PackageState, parseClauses} from './package-query.ts';
import {planRemoval} from './removal-plan.ts';

function known(
  name: string,
  depends = '',
  others: {recommends?: string; provides?: string; installed?: boolean} = {},
): PackageState {
  const {recommends = '', provides = '', installed = true} = others;
  return {
    name,
    version: '1',
    installed,
    torn: false,
    residual: !installed,
    depends: parseClauses(depends),
    recommends: parseClauses(recommends),
    provides: [name, ...parseClauses(provides).flat()],
  };
}

function plan(
  packages: PackageState[],
  owned: string[],
  {before = ['base'], wanted = [] as string[], claimed = [] as string[]} = {},
) {
  const {purge, kept} = planRemoval({packages, owned: new Set(owned), before: new Set(before), wanted, claimed});
  return {purge, kept: Object.fromEntries(kept)};
}

const cloud = [
  known('base'),
  known('keystone', 'python, lib'),
  known('glance', 'python'),
  known('python'),
  known('lib'),
];
const ours = ['keystone', 'glance', 'python', 'lib'];

test('everything that is ours goes when nobody needs it', () => {
  expect(plan(cloud, ours)).toEqual({purge: ['glance', 'keystone', 'lib', 'python'], kept: {}});
});

test('what is still wanted stays with what it needs, and is not worth a word', () => {
  expect(plan(cloud, ours, {wanted: ['glance']})).toEqual({purge: ['keystone', 'lib'], kept: {}});
});

test('what someone installed later keeps what it needs, with the reason', () => {
  const later = [...cloud, known('app', 'base, keystone (>= 1)')];
  expect(plan(later, ours)).toEqual({
    purge: ['glance'],
    kept: {keystone: 'app needs it', python: 'keystone needs it', lib: 'keystone needs it'},
  });
});

test('what was there before is not ours, even if a record says so', () => {
  expect(plan(cloud, [...ours, 'base']).purge).not.toContain('base');
});

test('a package marked as manually installed stays', () => {
  expect(plan(cloud, ours, {claimed: ['lib']})).toEqual({
    purge: ['glance', 'keystone', 'python'],
    kept: {lib: 'it was marked as manually installed since'},
  });
});

test('an alternative that is not ours is enough', () => {
  const mail = [known('base', 'dma | mail-agent'), known('postfix', '', {provides: 'mail-agent'}), known('dma')];
  expect(plan(mail, ['postfix'], {before: ['base', 'dma']}).purge).toEqual(['postfix']);
  expect(plan(mail.slice(0, 2), ['postfix']).kept).toEqual({postfix: 'base needs it'});
});

test('a recommendation counts for what came later, not for what was there and did without', () => {
  const recommending = (name: string) => known(name, '', {recommends: 'lib'});
  expect(plan([recommending('base'), known('lib')], ['lib']).purge).toEqual(['lib']);
  expect(plan([known('base'), recommending('app'), known('lib')], ['lib']).kept).toEqual({lib: 'app needs it'});
});

test('what was removed without its configuration files is purged', () => {
  expect(plan([known('base'), known('lib', '', {installed: false})], ['lib']).purge).toEqual(['lib']);
});
