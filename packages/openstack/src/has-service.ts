import {DevstackError} from '@devstack/sdk';
import type {Session} from './session.ts';

/** Whether the catalog of the cloud has a service: a component can be there without its API. */
export async function hasService(session: Session, serviceType: string): Promise<boolean> {
  try {
    await session.endpoint(serviceType);
    return true;
  } catch (error) {
    if (DevstackError.is(error) && error.code === 'DEVSTACK_ERR_NOT_FOUND') return false;
    throw error;
  }
}
