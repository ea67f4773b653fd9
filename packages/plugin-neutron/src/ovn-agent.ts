import type {Argv, ComponentContext, Demand, SecretRef, ServiceDeclaration, Text} from '@devstack/sdk';
import {ovnPlaces} from './ovn.ts';
import {agentState, CONTROLLER_SERVICE, DEVICES_STEP, switchPlaces} from './switch.ts';

/** Who tells guests about themselves, and the secret by which it knows that the agent asks. A demand for `metadata-proxy` has it as its options. */
export interface MetadataSource {
  readonly host: string;
  readonly port: number;
  readonly secret: SecretRef;
}

const METADATA_NAMESPACE = /^ovnmeta-(?=[0-9a-f-]{36}$)/;

/** Those of an agent: each network that it serves has one with a proxy in it, and a pair of links into it. */
export function metadataNamespaces(namespaces: readonly string[]): readonly string[] {
  return namespaces.filter((name) => METADATA_NAMESPACE.test(name));
}

/** The end of the pair of links that is on the switch. */
export function metadataLink(namespace: string): string {
  return `tap${namespace.replace(METADATA_NAMESPACE, '').slice(0, 10)}0`;
}

/** Programs that are root already need neither sudo nor rootwrap to become it. */
export function privsepHelper(helper: string, file: string): string {
  return `${helper} --config-file ${file}`;
}

/** What a release says of its agent: the name of a script, or of a module where the script is not to be had alone. */
export type AgentProgram = ({readonly script: string} | {readonly module: string}) & {
  /** A regular expression of what it logs when it has begun. */
  readonly started: string;
};

const START_TIMEOUT_MS = 180_000;

interface AgentSettings {
  readonly program: AgentProgram;
  readonly host: string;
  /** For `metadata-proxy`; its options are a {@link MetadataSource}. */
  readonly demand: Demand;
}

type Surroundings = Pick<ComponentContext, 'option' | 'paths' | 'python' | 'subsystems'>;

/** The agent of neutron on a host: hands on what guests ask about themselves, and the answer. */
export class OvnAgent {
  readonly #ctx: Surroundings;
  readonly #settings: AgentSettings;

  constructor(ctx: Surroundings, settings: AgentSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
  }

  /** @param file its configuration */
  parameters(file: string): Readonly<Record<string, Text>> {
    const {paths, python} = this.#ctx;
    const {northbound, southbound} = ovnPlaces(paths);
    const {host, port, secret} = this.#settings.demand.options as unknown as MetadataSource;
    return {
      DEBUG: String(this.#ctx.option<boolean>('debug')),
      HOST: this.#settings.host,
      STATE: agentState(paths),
      METADATA_HOST: host,
      METADATA_PORT: String(port),
      METADATA_SECRET: secret,
      OVN_NORTHBOUND: northbound.socket,
      OVN_SOUTHBOUND: southbound.socket,
      OVS_DATABASE: switchPlaces(paths).database.socket,
      PRIVSEP_HELPER: privsepHelper(python.script('privsep-helper'), file),
    };
  }

  services(file: string, installed: readonly string[]): readonly ServiceDeclaration[] {
    const {paths} = this.#ctx;
    const {directory} = switchPlaces(paths);
    const reads = [`file:${file}`, ...installed];
    return [
      {
        name: 'ovn-agent',
        argv: [...this.#command(), '--config-file', file],
        as: 'root',
        // Each helper leaves a directory with its socket there.
        env: {TMPDIR: directory, XDG_CACHE_HOME: directory},
        // Beside APIs that start on a busy machine it took more than a minute.
        health: {kind: 'log', pattern: this.#settings.program.started, timeoutMs: START_TIMEOUT_MS},
        needs: [
          ...reads,
          `directory:${directory}`,
          `directory:${agentState(paths)}`,
          CONTROLLER_SERVICE,
          DEVICES_STEP,
          ...this.#apis(),
        ],
        reads,
      },
    ];
  }

  #command(): Argv {
    const {program} = this.#settings;
    const {script} = this.#ctx.python;
    if ('script' in program) return [script(program.script)];
    // It names chains of iptables after what it was started as.
    const start = `import sys; sys.argv[0] = 'ovn-agent'; from ${program.module} import main; sys.exit(main())`;
    return [script('python3'), '-c', start];
  }

  /** Everybody waits for these, and nobody for the agent until a guest asks. */
  #apis(): readonly string[] {
    return this.#ctx.subsystems.includes('api') ? ['service:api'] : [];
  }
}
