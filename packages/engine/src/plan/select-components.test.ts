import {expect, test} from 'vitest';
import type {PlannedComponent} from './planned-component.ts';
import {requiring} from './select-components.ts';

const component = (name: string, requires: readonly string[]) => ({name, requires}) as PlannedComponent;
const cloud = [
  component('database', []),
  component('keystone', ['database']),
  component('placement', ['keystone']),
  component('rabbitmq', []),
  component('nova', ['placement', 'rabbitmq']),
];

test('everybody who requires what leaves is named, also those who do so through others', () => {
  expect(requiring(cloud, ['keystone'])).toEqual(['nova', 'placement']);
  expect(requiring(cloud, ['rabbitmq', 'placement'])).toEqual(['nova']);
  expect(requiring(cloud, ['nova', 'placement'])).toEqual([]);
});
