import {expect, test} from 'vitest';
import {unfulfilled} from './package-requests.ts';
import {parseBrokenNeeds, parseOwners, parsePackages, parseProvides} from './rpm-output.ts';

const packages = parsePackages(
  'gpg-pubkey\t(none)\t0\t9\t1\t5\nother\tnoarch\t0\t1.2.3\t1.fc43\t50\nnova\tx86_64\t2\t22.0.1\t4.el9\t60\n',
);

test('keys for signatures are no packages', () => {
  expect(packages.map(({id}) => id)).toEqual(['other.noarch', 'nova.x86_64']);
});

test.each(['1.2.3', '1.2.*', '*', '1.2.3-1.*', '0:1.2.*'])('other 1.2.3-1.fc43 is version %s', (version) => {
  expect(unfulfilled([{name: 'other', version}], packages, new Set())).toEqual([]);
});

test.each(['1.2', '1.3.*', '2:1.2.3', '1x2x3'])('other 1.2.3-1.fc43 is not version %s', (version) => {
  expect(unfulfilled([{name: 'other', version}], packages, new Set())).toHaveLength(1);
});

test('a virtual name is fulfilled by what provides it, but has no version', () => {
  const provided = new Set(['openstack-nova']);
  const requests = [{name: 'openstack-nova'}, {name: 'openstack-nova', version: '2:22.0.*'}, {name: 'gone'}];
  expect(unfulfilled(requests, packages, provided)).toEqual(requests.slice(1));
});

test('what would break is told with what needs it', () => {
  const output = 'error: Failed dependencies:\n\tleaf >= 1.0 is needed by (installed) middle-1.0-1.noarch\n';
  expect(parseBrokenNeeds(output)).toEqual([{capability: 'leaf', by: 'middle-1.0-1.noarch'}]);
});

test('one path or name may be of several packages', () => {
  expect(parseOwners('a\tnoarch\t/bin/x\nb\tnoarch\t/usr/bin/x\n')).toEqual(
    new Map([['/usr/bin/x', ['a.noarch', 'b.noarch']]]),
  );
  expect(parseProvides('a\tnoarch\tmail\nb\tnoarch\tmail\n').get('mail')).toEqual(['a.noarch', 'b.noarch']);
});
