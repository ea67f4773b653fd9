import {
  DevstackError,
  type Handle,
  type Host,
  type LogLine,
  type LogOptions,
  type Runner,
  type ServiceSpec,
  type ServiceStatus,
  type StopPolicy,
  T,
  type Usable,
} from '@devstack/sdk';
import {JournalReader} from './journal-reader.ts';
import {Manager} from './manager.ts';
import {endedAtMs, isActive, statusOf} from './service-status.ts';
import {ServiceStop} from './service-stop.ts';
import type {Scope} from './systemctl-commands.ts';
import {NOTIFY} from './unit-conf.ts';
import {UnitFiles} from './unit-files.ts';
import {namesOfStem, stemOf, type UnitNames, unitNames} from './unit-names.ts';
import {isAllowedValue} from './unit-quoting.ts';
import {checkUsable} from './usable.ts';

interface Door {
  readonly manager: Manager;
  readonly files: UnitFiles;
}

/** Runs services as units of systemd: of the machine's for root, else of the user's own. */
export class SystemdRunner implements Runner {
  static readonly inject = [T.host] as const;

  readonly capabilities = {survivesReboot: true, restarts: true};
  readonly #host: Host;
  readonly #doors: Record<Scope, Door>;

  constructor(host: Host) {
    this.#host = host;
    this.#doors = {system: openDoor(host, 'system'), user: openDoor(host, 'user')};
  }

  async probe(): Promise<Usable> {
    return checkUsable(this.#host, this.#doors[await this.#ownScope()].manager);
  }

  async start(spec: ServiceSpec): Promise<Handle> {
    requireAllowedValues(spec);
    const scope = await this.#ownScope();
    const names = unitNames(spec);
    const {manager, files} = this.#doors[scope];
    const before = await manager.show(names.service);
    if (!(isAlive(before) && (await files.exists(names)))) {
      await files.install(spec, names);
      if (before.LoadState === 'loaded') await this.#forget(manager, names);
      await this.#launch(spec, manager, names);
    }
    return handleOf(spec.id, scope, names);
  }

  async recover(service: Pick<ServiceSpec, 'id' | 'runDirectory'>): Promise<Handle | undefined> {
    const scope = await this.#ownScope();
    const names = unitNames(service);
    return (await this.#doors[scope].files.exists(names)) ? handleOf(service.id, scope, names) : undefined;
  }

  async status(handle: Handle): Promise<ServiceStatus> {
    const {manager, files, names} = this.#open(handle);
    const unit = await manager.show(names.service);
    if (isActive(unit) || (await files.exists(names))) return statusOf(unit);
    return {state: 'stopped'};
  }

  stop(handle: Handle, policy: StopPolicy): Promise<void> {
    const {manager, files, names} = this.#open(handle);
    return new ServiceStop(manager, files, handle.service, names).run(policy);
  }

  async *logs(handle: Handle, options: LogOptions): AsyncIterable<LogLine> {
    const {manager, names} = this.#open(handle);
    const reader = new JournalReader(this.#host, manager.scope, handle.service, names.service);
    if (options.follow !== true) await reader.settle(endedAtMs(await manager.show(names.service)));
    yield* reader.read(options);
  }

  async pids(handle: Handle): Promise<readonly number[]> {
    const {manager, names} = this.#open(handle);
    const {MainPID, ControlGroup} = await manager.show(names.service);
    const pids = await manager.processes(ControlGroup);
    return pids.sort((one, other) => Number(other === Number(MainPID)) - Number(one === Number(MainPID)));
  }

  #open({data}: Handle): Door & {readonly names: UnitNames} {
    return {...this.#doors[data.scope === 'user' ? 'user' : 'system'], names: namesOfStem(String(data.unit))};
  }

  async #ownScope(): Promise<Scope> {
    return (await this.#host.facts()).uid === 0 ? 'system' : 'user';
  }

  /** A unit that systemd knows is not read again; one that nobody refers to is forgotten. */
  async #forget(manager: Manager, {memory, service}: UnitNames): Promise<void> {
    await manager.stop(memory, service);
    await manager.forget(service);
    if ((await manager.show(service)).NeedDaemonReload === 'yes') await manager.reload();
  }

  async #launch(spec: ServiceSpec, manager: Manager, names: UnitNames): Promise<void> {
    const problem = await manager.start(names.service);
    const address = spec.env[NOTIFY];
    if (problem === undefined && address !== undefined) await this.#passOn(address);
    // What was started and has ended is not an error of this: its status says so.
    if (problem === undefined || statusOf(await manager.show(names.service)).state !== 'stopped') return;
    throw new DevstackError(`cannot start ${spec.id}: ${problem.split('\n')[0]}`, {
      code: 'DEVSTACK_ERR_RUNNER',
      output: problem.split('\n'),
      suggestions: [`see what systemd says: systemctl --${manager.scope} status ${names.service}`],
    });
  }

  /** systemd has heard that the service is ready; so does whoever wanted to, if still there. */
  async #passOn(address: string): Promise<void> {
    await this.#host.run(['systemd-notify', '--ready'], {env: {NOTIFY_SOCKET: address}, accept: [0, 1]});
  }
}

function openDoor(host: Host, scope: Scope): Door {
  const manager = new Manager(host, scope);
  return {manager, files: new UnitFiles(host, manager)};
}

function handleOf(service: string, scope: Scope, names: UnitNames): Handle {
  return {version: 1, runner: 'systemd', service, data: {scope, unit: stemOf(names)}};
}

/** Not one that is about to end: it is started when it has. */
function isAlive({ActiveState}: {readonly ActiveState?: string}): boolean {
  return ActiveState === 'active' || ActiveState === 'activating' || ActiveState === 'reloading';
}

function requireAllowedValues({id, env}: ServiceSpec): void {
  const wrong = Object.entries(env).find(
    ([name, value]) => !/^[A-Za-z_]\w*$/.test(name) || !isAllowedValue(value),
  )?.[0];
  if (wrong === undefined) return;
  throw new DevstackError(`cannot start ${id}: systemd does not take the environment variable '${wrong}'`, {
    code: 'DEVSTACK_ERR_RUNNER',
    suggestions: [
      'a name has letters, digits and underscores only, and begins with no digit; a value has no control characters but tabs and line ends',
    ],
  });
}
