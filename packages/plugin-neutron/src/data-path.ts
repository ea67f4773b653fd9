import type {ComponentContext, JsonObject, Offer, StepDraft, StepRef} from '@devstack/sdk';
import {chooseDatapath, type DatapathChoice, type DatapathFacts} from './datapath-choice.ts';
import {readNetworks} from './network-settings.ts';
import {bridgeMappings, outerBridges, outerRanges} from './outside.ts';
import {CHASSIS_STEP, ovnHosts} from './ovn.ts';
import {type AgentProgram, OvnAgent} from './ovn-agent.ts';
import {CONTROLLER_SERVICE, Switch, switchPlaces} from './switch.ts';

const NOTHING: Offer = {values: {}, needs: []};

/** What a cloud says of its hosts and of what is outside. */
export interface DataPathSettings {
  /** The first is this machine, where packets flow. */
  readonly hosts: readonly [string, ...string[]];
  readonly networks: JsonObject;
  readonly physicalNetworks: readonly string[];
  /** Of neutron's agent for guests, where the release has it. */
  readonly agentProgram?: AgentProgram;
}

/** Whether packets flow on this machine, and what is there for that: a switch, and the agent that tells guests about themselves. */
export class DataPath {
  readonly choice: DatapathChoice;
  readonly switch: Switch | undefined;
  readonly agent: OvnAgent | undefined;
  readonly #ctx: ComponentContext;
  readonly #settings: DataPathSettings;

  constructor(ctx: ComponentContext, settings: DataPathSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    this.choice = choose(ctx);
    this.switch = this.#makeSwitch();
    this.agent = this.#makeAgent();
  }

  /** The step that makes OVN know the hosts that do not register themselves. */
  hostStep(): StepDraft {
    const {hosts, physicalNetworks} = this.#settings;
    const [controller, ...others] = hosts;
    const mappings = {bridgeMappings: bridgeMappings(physicalNetworks)};
    if (this.switch === undefined) return ovnHosts(this.#ctx, {hosts, ...mappings});
    return ovnHosts(this.#ctx, {hosts: others, controller, ...mappings});
  }

  /** Steps after which ports can be bound to all hosts. */
  hostsReady(): readonly StepRef[] {
    return [CHASSIS_STEP, ...(this.switch === undefined ? [] : [CONTROLLER_SERVICE])].map((ref) => this.#own(ref));
  }

  switchOffer(): Offer {
    if (this.switch === undefined) return NOTHING;
    const {database} = switchPlaces(this.#ctx.paths);
    const values = {ovsdb: `unix:${database.socket}`, datapath: this.choice.datapath};
    return {values, needs: [this.#own(CONTROLLER_SERVICE)]};
  }

  metadataOffer(): Offer {
    return this.agent === undefined ? NOTHING : {values: {datapath: this.choice.datapath}, needs: []};
  }

  #makeSwitch(): Switch | undefined {
    const {datapath} = this.choice;
    if (datapath === 'none') return undefined;
    const {hosts, networks, physicalNetworks} = this.#settings;
    const declared = readNetworks(networks);
    return new Switch(this.#ctx, {
      datapath,
      host: hosts[0],
      bridges: outerBridges(physicalNetworks, declared),
      ranges: outerRanges(declared),
      bridgeMappings: bridgeMappings(physicalNetworks),
    });
  }

  #makeAgent(): OvnAgent | undefined {
    const [demand] = this.#ctx.demands('metadata-proxy');
    const {agentProgram, hosts} = this.#settings;
    if (this.switch === undefined || demand === undefined || agentProgram === undefined) return undefined;
    return new OvnAgent(this.#ctx, {program: agentProgram, host: hosts[0], demand});
  }

  #own(ref: StepRef): StepRef {
    return `${this.#ctx.name}/${ref}`;
  }
}

function choose(ctx: ComponentContext): DatapathChoice {
  if (!ctx.subsystems.includes('ovn')) return {datapath: 'none', why: 'OVN is not among its subsystems'};
  return chooseDatapath(ctx.option('datapath'), ctx.machine as Partial<DatapathFacts>);
}
