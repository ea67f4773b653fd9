import {type Host, T} from '@devstack/sdk';
import {ShimRunner} from '@devstack/service-shim';

/** Runs services as plain background processes. */
export class ForkRunner extends ShimRunner {
  static readonly inject = [T.host] as const;

  constructor(host: Host) {
    super(host, 'fork');
  }
}
