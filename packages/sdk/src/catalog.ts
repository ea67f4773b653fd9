import type {SecretRef} from './text.ts';

/** A service that the Identity service lists, with the addresses of its endpoints. */
export interface CatalogService {
  /** `glance` */
  readonly name: string;
  /** `image` */
  readonly type: string;
  /** The same for all three interfaces. `$(project_id)s` is left for the Identity service to fill in. */
  readonly url: string;
}

/** A role that a user has in a project or in the whole system. */
export interface RoleGrant {
  readonly role: string;
  /** Name of a project, or the whole system. */
  readonly on: {readonly project: string} | 'system';
}

/** An account of the Identity service. */
export interface CatalogUser {
  readonly name: string;
  readonly password: SecretRef;
  readonly grants: readonly RoleGrant[];
}

/** What a component wants to find in the Identity service. What is taken out of the declaration is taken out of the service. */
export interface Catalog {
  readonly services?: readonly CatalogService[];
  readonly users?: readonly CatalogUser[];
  readonly projects?: readonly {readonly name: string; readonly description?: string}[];
  readonly roles?: readonly string[];
}
