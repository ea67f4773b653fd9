import {expect, test} from 'vitest';
import {renderConfiguration} from './configuration-view.ts';

const options = [
  {key: 'keystone.port', value: 5000, origin: '/etc/stack.ini:12'},
  {key: 'default.persona', value: 'keystone', origin: '--persona'},
  {key: 'nova.subsystems', value: ['api', 'compute'], origin: 'default'},
];

test('options are lines', () => {
  expect(renderConfiguration(options, false)).toEqual([
    'keystone.port = 5000',
    'default.persona = keystone',
    'nova.subsystems = ["api","compute"]',
  ]);
});

test('with origin each line says where its value comes from', () => {
  expect(renderConfiguration(options, true)).toEqual([
    'keystone.port = 5000                 /etc/stack.ini:12',
    'default.persona = keystone           --persona',
    'nova.subsystems = ["api","compute"]  default',
  ]);
});
