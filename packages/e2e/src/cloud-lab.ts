import {unexpectedDifferences} from './allowed-differences.ts';
import type {CommandResult} from './command.ts';
import {freePort} from './free-port.ts';
import {createLab, type Lab, type LabOptions, type RunOptions} from './lab.ts';
import type {LabProcess} from './lab-process.ts';
import type {Difference} from './machine-diff.ts';
import {type MachineState, machineState, stateChanges} from './machine-state.ts';

const askForToken = `
  const {OS_AUTH_URL, OS_USERNAME: name, OS_PASSWORD: password, OS_PROJECT_NAME: project} = process.env;
  const domain = {id: process.env.OS_USER_DOMAIN_ID};
  const identity = {methods: ['password'], password: {user: {name, password, domain}}};
  const body = JSON.stringify({auth: {identity, scope: {project: {name: project, domain}}}});
  const headers = {'content-type': 'application/json'};
  fetch(OS_AUTH_URL + '/auth/tokens', {method: 'POST', headers, body}).then(async (answer) => {
    const {token} = await answer.json();
    const roles = token?.roles.map((role) => role.name).sort();
    console.log(JSON.stringify({status: answer.status, user: token?.user.name, project: token?.project.name, roles}));
  });`;

export interface CloudOptions extends LabOptions {
  /** `identity` unless told; null: what devstack makes when nobody chooses. */
  persona?: string | null;
}

export interface Token {
  status: number;
  user: string;
  project: string;
  roles: string[];
}

/** What an uninstall has left behind; both empty when the machine is as it was. */
export interface Leftovers {
  differences: Difference[];
  changes: Record<string, string[]>;
}

export const nothing: Leftovers = {differences: [], changes: {}};

/** A lab and the cloud that devstack makes in it. */
export class CloudLab {
  readonly lab: Lab;
  readonly root: string;
  readonly port: number;
  /** What every devstack in the lab is told. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #before: MachineState;

  private constructor(lab: Lab, root: string, port: number, persona: string | null, before: MachineState) {
    this.lab = lab;
    this.root = root;
    this.port = port;
    const choice = persona === null ? {} : {DEVSTACK_DEFAULT__PERSONA: persona};
    this.environment = {DEVSTACK_KEYSTONE__PORT: `${port}`, ...choice};
    this.#before = before;
  }

  static async create({persona = 'identity', ...options}: CloudOptions = {}): Promise<CloudLab> {
    const lab = await createLab(options);
    const root = options.user === 'ordinary' ? '/home/dev/openstack' : '/opt/openstack';
    return new CloudLab(lab, root, await freePort(), persona, await machineState(lab));
  }

  /** Runs devstack; how it ended is for the caller to judge. */
  devstack(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    return this.lab.run(['devstack', ...args], {allowFailure: true, ...this.#inCloud(options)});
  }

  /** Runs devstack, which has to succeed. */
  succeed(...args: string[]): Promise<CommandResult> {
    return this.devstack(args, {allowFailure: false});
  }

  /** Runs `verify`, which has to pass. @returns titles of its steps */
  async verify(): Promise<string[]> {
    const {checks} = JSON.parse((await this.succeed('verify', '--json')).stdout) as {
      checks: {steps: {title: string}[]}[];
    };
    return checks.flatMap(({steps}) => steps.map(({title}) => title));
  }

  spawn(args: readonly string[]): Promise<LabProcess> {
    return this.lab.spawn(['devstack', ...args], this.#inCloud({}));
  }

  /** Logs in with what `devstack env` says, as a client does. */
  async token(args: readonly string[] = []): Promise<Token> {
    const script = 'ask=$1; shift; eval "$(devstack env "$@")" && exec node -e "$ask"';
    const {stdout} = await this.lab.run(['sh', '-ec', script, 'sh', askForToken, ...args], this.#inCloud({}));
    return JSON.parse(stdout) as Token;
  }

  async password(): Promise<string> {
    const {stdout} = await this.succeed('env', '--shell', 'json');
    return (JSON.parse(stdout) as {OS_PASSWORD: string}).OS_PASSWORD;
  }

  async leftovers(): Promise<Leftovers> {
    const differences = unexpectedDifferences(await this.lab.diff());
    return {differences, changes: stateChanges(this.#before, await machineState(this.lab))};
  }

  #inCloud<T extends RunOptions>(options: T): T {
    return {...options, env: {...this.environment, ...options.env}};
  }
}

export const adminToken: Token = {
  status: 201,
  user: 'admin',
  project: 'admin',
  roles: ['admin', 'manager', 'member', 'reader'],
};
