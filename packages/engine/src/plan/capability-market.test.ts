import type {Component, Demand, Offer} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {CapabilityMarket} from './capability-market.ts';

const asking = {uses: () => [{capability: 'switch', name: 'nova', optional: true}]} as unknown as Component;
const offering = (values: Offer['values']) =>
  ({offer: (_demand: Demand): Offer => ({values, needs: []})}) as unknown as Component;

function marketWith(supplier: Component | undefined): CapabilityMarket {
  const market = new CapabilityMarket();
  if (supplier !== undefined) market.addSupplier('switch', supplier);
  market.addDemands('nova', asking);
  return market;
}

test('an optional use is answered by who has the capability', () => {
  const offer = marketWith(offering({ovsdb: 'unix:/db.sock'})).optionalOffer('nova', 'switch', 'nova');
  expect(offer).toEqual({values: {ovsdb: 'unix:/db.sock'}, needs: []});
});

test('without a component that has it, or with one that offers nothing now, there is none', () => {
  expect(marketWith(undefined).optionalOffer('nova', 'switch', 'nova')).toBeUndefined();
  expect(marketWith(offering({})).optionalOffer('nova', 'switch', 'nova')).toBeUndefined();
});

test('what is asked for without being declared is a mistake, also when it is optional', () => {
  const ask = () => marketWith(offering({})).optionalOffer('nova', 'switch', 'another');
  expect(ask).toThrow("cannot give nova the switch 'another': its uses() does not declare it");
});
