import {type Host, T} from '@devstack/sdk';
import {ShimRunner} from '@devstack/service-shim';

/**
 * Starts services as background processes. The shim brings what every runner must do: one start for two that are asked for,
 * services that outlive who started them, restarts, logs, and a stop that leaves nothing. Override what you do in another way.
 */
export class ExampleRunner extends ShimRunner {
  static readonly inject = [T.host] as const;

  constructor(host: Host) {
    super(host, 'example');
  }
}
