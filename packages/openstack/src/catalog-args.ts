import type {Catalog, Text} from '@devstack/sdk';

/** Arguments of a step of kind `catalog`. All of a plan become one step. */
export interface CatalogArgs {
  /** As `devstack env` prints them: how to reach the Identity service as its administrator. */
  readonly environment: Readonly<Record<string, Text>>;
  readonly catalog: Catalog;
}
