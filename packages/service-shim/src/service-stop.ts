import {setTimeout as sleep} from 'node:timers/promises';
import {DevstackError, type Host, type StopPolicy} from '@devstack/sdk';
import type {ControlGroups} from './control-groups.ts';
import type {EventLog} from './event-log.ts';
import type {ProcessIdentity, ProcessStat} from './process-output.ts';
import type {ProcessTables} from './process-table.ts';
import {findServiceProcesses, type ServiceProcesses} from './process-tree.ts';
import {eventsPath, readEventLog, readLiving, type ServiceData, stopPath} from './service-record.ts';
import {writeSharedFile} from './shared-file.ts';
import {readShim} from './shim.ts';
import {signalCommand} from './shim-commands.ts';

/** Where the processes of a service are looked for. */
export interface ProcessSources {
  readonly host: Host;
  readonly tables: ProcessTables;
  readonly groups: ControlGroups;
}

const KILL_WAIT_MS = 10_000;
const LONGEST_PAUSE_MS = 250;

/** Ends everything that belongs to a service. */
export class ServiceStop {
  readonly #host: Host;
  readonly #sources: ProcessSources;
  readonly #name: string;
  readonly #data: ServiceData;
  readonly #signalled = new Set<string>();
  #isGrouped = false;

  constructor(sources: ProcessSources, name: string, data: ServiceData) {
    this.#host = sources.host;
    this.#sources = sources;
    this.#name = name;
    this.#data = data;
  }

  /** @param leave called when the service will not be restarted any more, before it is signalled */
  async run(policy: StopPolicy, leave: () => Promise<void>): Promise<void> {
    await this.#forbidRestart();
    await leave();
    await this.#untilNothingIsLeft(policy);
    await Promise.all((await idsOf(this.#host, this.#data)).map((id) => this.#sources.groups.remove(id)));
    await this.#host.remove(eventsPath(this.#data.directory));
    await this.#host.remove(stopPath(this.#data.directory));
  }

  async #forbidRestart(): Promise<void> {
    const log = await readEventLog(this.#host, this.#data.directory);
    if (log === undefined) return;
    await writeSharedFile(this.#host, stopPath(this.#data.directory), `${log.id}\n`, {mode: 0o644});
  }

  /**
   * Twice in a row nothing: a process that is born while the table is read, of a parent that ends meanwhile, is not in it. One look is enough
   * where a control group, which misses nobody, was seen to be empty before.
   */
  async #untilNothingIsLeft({signal, graceMs}: StopPolicy): Promise<void> {
    // A clock that somebody sets must not shorten the time that a service has.
    const begun = performance.now();
    let empty = 0;
    for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const found = await this.#find();
      empty = isNobody(found) ? empty + 1 : 0;
      if (empty === (this.#isGrouped ? 1 : 2)) return;
      if (empty === 1) continue;
      const elapsedMs = performance.now() - begun;
      if (elapsedMs > graceMs + KILL_WAIT_MS) throw this.#error(found);
      await (elapsedMs < graceMs ? this.#ask(signal, found) : this.#send('SIGKILL', [...found.service, ...found.shim]));
      await this.#untilChanged(found, elapsedMs < graceMs ? Math.min(pauseMs, graceMs - elapsedMs) : 20);
    }
  }

  /** While its control group has members, nobody needs to look at all processes of the machine. */
  async #find(): Promise<ServiceProcesses> {
    const members = await findMembers(this.#sources, this.#data);
    if (isNobody(members)) return findProcesses(this.#sources, this.#data);
    this.#isGrouped = true;
    return members;
  }

  /** To look at a few processes costs nothing beside looking at all: it is done often, and less and less often. */
  async #untilChanged({service, shim}: ServiceProcesses, pauseMs: number): Promise<void> {
    const until = performance.now() + pauseMs;
    const all = [...service, ...shim];
    for (let restMs = 2; performance.now() < until; restMs *= 1.5) {
      await sleep(Math.min(restMs, until - performance.now()));
      const left = await Promise.all(all.map((one) => readLiving(this.#host, one)));
      if (left.every((one) => one === undefined)) return;
    }
  }

  /** Each process is asked once. The shim ends when its service has; one that waits to start it again is asked to. */
  async #ask(signal: string, {service, shim}: ServiceProcesses): Promise<void> {
    const isNew = ({pid, startTicks}: ProcessIdentity) => !this.#signalled.has(`${pid}:${startTicks}`);
    const fresh = service.filter(isNew);
    for (const {pid, startTicks} of fresh) this.#signalled.add(`${pid}:${startTicks}`);
    await this.#send(signal, fresh);
    if (service.length === 0) await this.#send('SIGTERM', shim);
  }

  async #send(signal: string, processes: readonly ProcessStat[]): Promise<void> {
    if (processes.length === 0) return;
    await this.#host.run(signalCommand(signal, processes), {input: await readShim()});
  }

  #error({service, shim}: ServiceProcesses): DevstackError {
    const left = [...service, ...shim];
    const names = left.map(({pid, name, state}) => `${name} (pid ${pid}, state ${state})`).join(', ');
    return new DevstackError(`cannot stop ${this.#name}: SIGKILL did not end ${names}`, {
      code: 'DEVSTACK_ERR_SERVICE_STOP',
      suggestions: [
        `see what it waits for: ps -o pid,stat,wchan,user,args -p ${left.map(({pid}) => pid).join(',')}`,
        'a process of another user can only be stopped by that user or by root',
      ],
    });
  }
}

/** What lives of a service now, also of a later start than the handle's. */
export async function findProcesses(sources: ProcessSources, data: ServiceData): Promise<ServiceProcesses> {
  const {host, tables, groups} = sources;
  const log = await readEventLog(host, data.directory);
  const [table, known] = await Promise.all([tables.read(), trusted(host, data.directory, log)]);
  const all = await Promise.all(
    withLatest(data.id, log).map(async (id) => {
      const members = await groups.members(id);
      return findServiceProcesses(table, id, {known: id === log?.id ? known : undefined, members});
    }),
  );
  return join(all);
}

/** What of it lives in its control group: nothing where it has none. */
async function findMembers({host, tables, groups}: ProcessSources, data: ServiceData): Promise<ServiceProcesses> {
  const found = await Promise.all(
    (await idsOf(host, data)).map(async (id) => {
      const members = await groups.members(id);
      return members.length === 0 ? NOBODY : findServiceProcesses(await tables.readOf(members), id, {members});
    }),
  );
  return join(found);
}

const NOBODY: ServiceProcesses = {service: [], shim: []};

function isNobody({service, shim}: ServiceProcesses): boolean {
  return service.length + shim.length === 0;
}

function join(all: readonly ServiceProcesses[]): ServiceProcesses {
  return {service: all.flatMap(({service}) => service), shim: all.flatMap(({shim}) => shim)};
}

async function idsOf(host: Host, {id, directory}: ServiceData): Promise<readonly string[]> {
  return withLatest(id, await readEventLog(host, directory));
}

function withLatest(id: string, log: EventLog | undefined): readonly string[] {
  return [...new Set([id, log?.id ?? id])];
}

/** The first process as the shim recorded it. The record is a file of the service's user, so it can name only processes of that user. */
async function trusted(host: Host, directory: string, log: EventLog | undefined): Promise<ProcessIdentity | undefined> {
  if (log?.service === undefined || log.bootId !== (await host.facts()).bootId) return undefined;
  const [record, process] = await Promise.all([
    host.stat(eventsPath(directory)),
    host.stat(`/proc/${log.service.pid}`),
  ]);
  return record !== undefined && record.uid === process?.uid ? log.service : undefined;
}
