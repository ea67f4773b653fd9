import path from 'node:path';
import type {Argv, Host} from '@devstack/sdk';
import {CloudHost} from '../host/cloud-host.ts';
import {NamespaceHost} from '../host/namespace-host.ts';
import type {IsolationReport} from '../reports.ts';
import {Namespace} from './namespace.ts';
import {attachInside} from './namespace-commands.ts';
import type {NamespacePlan} from './namespace-plan.ts';
import {outsidePids} from './outside-pids.ts';

/** Whether the cloud of this installation has namespaces of its own, and the two doors: `machine`, and `cloud`, which are the same where it has none. */
export class Isolation {
  readonly machine: Host;
  readonly cloud: Host;
  readonly #state: string;
  readonly #recorded: () => Promise<NamespacePlan | undefined>;
  #namespace: Promise<Namespace | undefined> | undefined;
  #host: Host | undefined;

  /**
   * @param state directory of the installation's state
   * @param recorded what the trace says; asked for when nothing has said what to use
   */
  constructor(machine: Host, state: string, recorded: () => Promise<NamespacePlan | undefined>) {
    this.machine = machine;
    this.#state = state;
    this.#recorded = recorded;
    this.cloud = new CloudHost(() => this.#current());
  }

  /** From now on the cloud is there: in these namespaces, or on the machine itself. */
  use(plan: NamespacePlan | undefined): void {
    this.#namespace = Promise.resolve(this.#namespaceOf(plan));
    this.#host = undefined;
  }

  namespace(): Promise<Namespace | undefined> {
    this.#namespace ??= this.#recorded().then((plan) => this.#namespaceOf(plan));
    return this.#namespace;
  }

  /** What a pid of the cloud is called on the machine. */
  async pidsOutside(): Promise<(pid: number) => number> {
    const living = (await this.namespace())?.living();
    if (living === undefined) return (pid) => pid;
    const pids = outsidePids(living.pid);
    return (pid) => pids.get(pid) ?? pid;
  }

  async report(): Promise<IsolationReport | undefined> {
    const namespace = await this.namespace();
    if (namespace === undefined) return undefined;
    const {inside: address} = namespace.plan;
    if (!(await namespace.isWhole())) return {address, state: 'down'};
    return {address, state: 'up', enter: await this.attach(['bash'])};
  }

  /** What a person types to run a program where the cloud is. */
  async attach(argv: Argv): Promise<Argv> {
    const living = (await this.namespace())?.living();
    return living === undefined ? argv : attachInside(living.pid, argv);
  }

  #namespaceOf(plan: NamespacePlan | undefined): Namespace | undefined {
    return plan === undefined ? undefined : new Namespace(this.machine, path.join(this.#state, 'namespace'), plan);
  }

  async #current(): Promise<Host> {
    if (this.#host !== undefined) return this.#host;
    const namespace = await this.namespace();
    this.#host = namespace === undefined ? this.machine : new NamespaceHost(this.machine, namespace);
    return this.#host;
  }
}
