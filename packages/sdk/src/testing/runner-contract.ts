import type {Host, Ownership} from '../host.ts';
import type {Handle, Runner} from '../runner.ts';
import type {ContractCase} from './contract.ts';
import {type RunnerCases, withBench} from './runner-contract-bench.ts';
import {endCases} from './runner-contract-end.ts';
import {identityCases} from './runner-contract-identity.ts';
import {logCases} from './runner-contract-logs.ts';
import {restartCases} from './runner-contract-restart.ts';
import {startCases} from './runner-contract-start.ts';
import {stopCases} from './runner-contract-stop.ts';

/** What a runner is tried with. */
export interface RunnerContractOptions {
  /** A runner that remembers nothing of those made before. */
  make(host: Host): Runner | Promise<Runner>;
  /** The real machine when missing. */
  readonly host?: Host;
  /** Makes an empty directory that other users can enter; one below the system's temporary directory when missing. */
  readonly directory?: () => Promise<string>;
  /** A user other than root, for tests as root; `nobody` when missing. */
  readonly owner?: Ownership;
  /** Variables that the runner adds to a service's environment, beside those whose name begins with `DEVSTACK_`. */
  readonly adds?: readonly string[];
  /** False where a line is part of the log only when it has ended. */
  readonly showsUnfinishedLines?: boolean;
  /** So much a service floods its log with, in lines of 17 bytes; 60 MB when missing. A journal takes longer than a file. */
  readonly floodBytes?: number;
  /** Makes whatever the runner recorded name this process as the service, as if the pid had been used again. */
  readonly forge?: (handle: Handle, pid: number) => Promise<Handle>;
}

/**
 * What every runner must do, with services written in sh. Takes about half a minute: the services are real, and some refuse to end.
 *
 * @example registerContract(test, runnerContract({make: (host) => new TmuxRunner(host)}));
 */
export function runnerContract(options: RunnerContractOptions): readonly ContractCase[] {
  const all: RunnerCases = {...startCases, ...identityCases, ...endCases, ...restartCases, ...stopCases, ...logCases};
  return Object.entries(all).map(([title, body]) => ({title, run: () => withBench(options, body)}));
}
