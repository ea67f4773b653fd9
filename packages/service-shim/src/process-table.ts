import type {Host} from '@devstack/sdk';
import {scanCommand} from './process-commands.ts';
import {isAlive, type ProcessStat, parseScan} from './process-output.ts';
import {SERVICE_MARK, SHIM_MARK} from './shim-commands.ts';

export interface ProcessTable {
  readonly processes: ReadonlyMap<number, ProcessStat>;
  /** For each mark `NAME=ID` the pids that bear it. */
  readonly marks: ReadonlyMap<string, readonly number[]>;
}

/** Reads all living processes of the machine. Callers that ask at the same time share one reading that starts after they asked. */
export class ProcessTables {
  readonly #host: Host;
  #current: Promise<unknown> | undefined;
  #next: Promise<ProcessTable> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  read(): Promise<ProcessTable> {
    this.#next ??= this.#readAfter(this.#current);
    return this.#next;
  }

  /** Only some processes, of which nobody else asks at the same time. */
  readOf(pids: readonly number[]): Promise<ProcessTable> {
    return readProcesses(this.#host, pids);
  }

  async #readAfter(earlier: Promise<unknown> | undefined): Promise<ProcessTable> {
    await earlier?.catch(() => undefined);
    this.#current = this.#next;
    this.#next = undefined;
    return readProcessTable(this.#host);
  }
}

async function readProcessTable(host: Host): Promise<ProcessTable> {
  const names = (await host.list('/proc')) ?? [];
  return readProcesses(host, names.filter((name) => /^\d+$/.test(name)).map(Number));
}

async function readProcesses(host: Host, pids: readonly number[]): Promise<ProcessTable> {
  const {stdout} = await host.run(scanCommand([SERVICE_MARK, SHIM_MARK], pids), {accept: [0, 1, 2]});
  const {processes, marks} = parseScan(stdout);
  return {processes: new Map(processes.filter(isAlive).map((process) => [process.pid, process])), marks};
}
