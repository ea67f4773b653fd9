import {expect, test} from 'vitest';
import {chassisOf} from './chassis.ts';

test('a host is always the same chassis, and no other is', () => {
  expect(chassisOf('openstack')).toEqual(chassisOf('openstack'));
  const many = Array.from({length: 200}, (_, index) => chassisOf(`openstack-${index}`));
  expect(new Set(many.map(({name}) => name)).size).toBe(200);
  expect(new Set(many.map(({address}) => address)).size).toBe(200);
});

test('its name is a UUID, and its address is on loopback and can be one of a host', () => {
  for (const {name, address} of ['a', 'openstack', 'openstack-7'].map(chassisOf)) {
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(address).toMatch(/^127\.\d+\.\d+\.([1-9]\d*)$/);
    expect(address).not.toMatch(/\.255$/);
  }
});
