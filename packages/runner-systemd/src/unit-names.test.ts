import {expect, test} from 'vitest';
import {namesOfStem, sharedNames, stemOf, unitNames} from './unit-names.ts';

const place = (id: string, runDirectory = '/opt/openstack/run/nova') => ({id, runDirectory});

test('units are named after the directory of the installation, the component and the service', () => {
  const names = unitNames(place('nova/api-metadata'));
  expect(names.service).toMatch(/^devstack-openstack_[0-9a-f]{8}\.nova\.api-metadata\.service$/);
  expect(namesOfStem(stemOf(names))).toEqual(names);
  expect(sharedNames(stemOf(names))).toEqual({
    slice: expect.stringMatching(/^devstack-openstack_[0-9a-f]{8}\.slice$/),
    target: expect.stringMatching(/^devstack-openstack_[0-9a-f]{8}\.target$/),
    wants: expect.stringMatching(/^devstack-openstack_[0-9a-f]{8}\.target\.wants$/),
  });
});

test('services of one installation share their slice, also with run directories of their own', () => {
  const slices = [
    place('nova/api'),
    place('keystone/api', '/opt/openstack/run/keystone'),
    place('glance/api', '/opt/openstack/run'),
  ].map((one) => sharedNames(stemOf(unitNames(one))).slice);
  expect(new Set(slices).size).toBe(1);
});

test('installations in directories of the same name share nothing', () => {
  const [one, other] = ['/srv/a/openstack/run/nova', '/srv/b/openstack/run/nova'].map((run) => place('nova/api', run));
  expect(unitNames(one!).service).not.toBe(unitNames(other!).service);
});

test('ids that look alike have different names, of characters that systemd allows', () => {
  const ids = ['a/b', 'a-b', 'a.b', 'a_b', 'a+b', 'a:b', 'a/b/c', 'A/b', 'a b', 'ü/☃'];
  const names = ids.map((id) => unitNames(place(id)).service);
  expect(new Set(names).size).toBe(ids.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9:_.-]+$/);
});

test('an installation whose directory has no letters has a slice of one level all the same', () => {
  const {slice} = sharedNames(stemOf(unitNames(place('nova/api', '/☃-☃/run/nova'))));
  expect(slice).toMatch(/^devstack-_+[0-9a-f]{8}\.slice$/);
});
