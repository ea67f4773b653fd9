import {expect, test} from 'vitest';
import {type Chassis, chassisChange, chassisOf, controllerOf} from './chassis.ts';
import {ownChassis} from './ovn-output.ts';

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

test('hosts that are not wanted any more go, and those that are there already stay', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(chassisOf) as [Chassis, Chassis, Chassis];
  expect(chassisChange([a, b], [b, c])).toEqual({add: [a], change: [b], remove: [c]});
});

test('a chassis that an ovn-controller registered is another, and known as ours too', () => {
  expect(controllerOf('a')).not.toBe(chassisOf('a').name);
  const data = [
    [chassisOf('a').name, 'a'],
    [controllerOf('b'), 'b'],
    [controllerOf('b'), 'of-another'],
  ];
  expect(ownChassis(JSON.stringify({data})).map(({name, host}) => [name, host])).toEqual(data.slice(0, 2));
});
