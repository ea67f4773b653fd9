import {type Component, type Demand, DevstackError, type Offer} from '@devstack/sdk';
import {compareText} from './compare-text.ts';

/** Where components ask each other for things: databases, accounts of a message queue. Filled when all components are known. */
export class CapabilityMarket {
  readonly #demands: Demand[] = [];
  readonly #suppliers = new Map<string, Component>();

  addSupplier(capability: string, supplier: Component): void {
    this.#suppliers.set(capability, supplier);
  }

  addDemands(component: string, supply: Component): void {
    this.#demands.push(...supply.uses().map((use) => ({...use, component})));
  }

  /** Sorted by component and name: what a supplier makes of them must not depend on the order of loading. */
  demands(capability: string): readonly Demand[] {
    const order = ({component, name}: Demand): string => `${component} ${name}`;
    return this.#demands
      .filter((demand) => demand.capability === capability)
      .sort((a, b) => compareText(order(a), order(b)));
  }

  /** undefined when nobody has the capability, or has nothing to offer as it is configured. */
  optionalOffer(component: string, capability: string, name: string): Offer | undefined {
    if (!this.#suppliers.has(capability)) return undefined;
    const offer = this.offer(component, capability, name);
    return Object.keys(offer.values).length === 0 ? undefined : offer;
  }

  offer(component: string, capability: string, name: string): Offer {
    const demand = this.#demands.find(
      (candidate) =>
        candidate.component === component && candidate.capability === capability && candidate.name === name,
    );
    const supplier = this.#suppliers.get(capability);
    if (demand === undefined || supplier === undefined) {
      const reason =
        supplier === undefined ? `no chosen component offers '${capability}'` : 'its uses() does not declare it';
      throw new DevstackError(`cannot give ${component} the ${capability} '${name}': ${reason}`, {
        code: 'DEVSTACK_ERR_STEP_UNKNOWN',
        suggestions: [
          `choose a component with the capability '${capability}', or report it to the author of ${component}`,
        ],
      });
    }
    return supplier.offer(demand);
  }
}
