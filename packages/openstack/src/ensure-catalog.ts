import type {Catalog} from '@devstack/sdk';
import {type ApplyOptions, applyCatalogPlan} from './apply-catalog.ts';
import {type CatalogPlan, planCatalog} from './catalog-plan.ts';
import {readCatalogState} from './catalog-state.ts';
import type {Session} from './session.ts';

export type {ApplyOptions} from './apply-catalog.ts';

export interface EnsureOptions extends ApplyOptions {
  /** What was wanted the last time: what is in it and not wanted any more is removed. */
  readonly previous?: Catalog;
}

/**
 * Makes the Identity service have what the catalog says: services with their three endpoints, projects, roles, users with their
 * passwords, grants. Idempotent. A role or project that only a grant names is made too, and never removed.
 *
 * @returns a line for each change, for a person; empty when all was there
 * @example await ensureCatalog(session, mergeCatalogs(catalogs), {resolve: context.resolve, previous});
 */
export async function ensureCatalog(
  session: Session,
  wanted: Catalog,
  {resolve, previous = {}}: EnsureOptions,
): Promise<readonly string[]> {
  const state = await readCatalogState(session, [wanted, previous]);
  const plan = planCatalog(state, wanted, previous, session.region);
  return applyCatalogPlan(session, plan, state, wanted, {resolve});
}

/** Whether `ensureCatalog` would find nothing to do but to compare passwords. Six requests at most. */
export async function hasCatalog(session: Session, wanted: Catalog, previous: Catalog = {}): Promise<boolean> {
  const state = await readCatalogState(session, [wanted, previous]);
  const plan: CatalogPlan = planCatalog(state, wanted, previous, session.region);
  return plan.flat().every((action) => action.do === 'check-password');
}

/** Takes everything of the catalog away, but for what `keep` has too. What is gone already is no error. */
export async function removeCatalog(
  session: Session,
  catalog: Catalog,
  keep: Catalog = {},
): Promise<readonly string[]> {
  const state = await readCatalogState(session, [catalog, keep]);
  const plan = planCatalog(state, keep, catalog, session.region)
    .map((stage) => stage.filter((action) => action.do === 'remove' || action.do === 'revoke'))
    .filter((stage) => stage.length > 0);
  return applyCatalogPlan(session, plan, state, keep, {resolve: () => ''});
}
