import type {Applied, Kept, Probe, Step, StepDescription, StepHandler} from '@devstack/sdk';
import type {Isolation} from '../isolation/isolation.ts';
import type {NamespacePlan} from '../isolation/namespace-plan.ts';

/** The namespaces of a cloud and the link to them: there before the first program that runs inside, and gone after the last. */
export class NamespaceStep implements StepHandler<NamespacePlan, null, null> {
  readonly lifetime = 'running';
  readonly #isolation: Isolation;

  constructor(isolation: Isolation) {
    this.#isolation = isolation;
  }

  describe({args}: Step<NamespacePlan>): StepDescription {
    return {
      title: `namespaces of the cloud at ${args.inside}`,
      details: ['network, mounts, processes', `link ${args.link}, here ${args.outside}`],
      privileged: 'namespaces and links are made by root',
    };
  }

  async probe(): Promise<Probe> {
    const namespace = await this.#isolation.namespace();
    return (await namespace?.isWhole()) === true ? 'present' : 'absent';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(args: NamespacePlan): Promise<null> {
    this.#isolation.use(args);
    await (await this.#isolation.namespace())?.ensure();
    return null;
  }

  async revert({args}: Applied<NamespacePlan, null, null>): Promise<readonly Kept[]> {
    this.#isolation.use(args);
    await (await this.#isolation.namespace())?.end();
    return [];
  }
}
