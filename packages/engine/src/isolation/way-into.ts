import {isLoopback, type Way} from '../services/http.ts';
import type {Isolation} from './isolation.ts';
import {connectInside} from './loopback-connection.ts';

/**
 * How a host is reached by HTTP when the cloud has a network of its own: its address without a proxy, and for those who look at things as the
 * cloud does, loopback inside.
 */
export function wayInto(
  isolation: Isolation,
  from: 'cloud' | 'machine',
): (hostname: string) => Promise<Way | undefined> {
  return async (hostname) => {
    const namespace = await isolation.namespace();
    if (namespace === undefined) return undefined;
    if (hostname === namespace.plan.inside) return 'direct';
    if (from === 'machine' || !isLoopback(hostname)) return undefined;
    const living = namespace.living();
    return living === undefined ? undefined : (port) => connectInside(living.pid, hostname, port);
  };
}
