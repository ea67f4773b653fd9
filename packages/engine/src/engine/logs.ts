import type {Handle, LogLine, LogOptions, Runner} from '@devstack/sdk';
import {DevstackError} from '@devstack/sdk';
import {mergeArriving} from '../logs/merge-arriving.ts';
import {lastLines, mergeByTime, withTimes} from '../logs/merge-lines.ts';
import type {LogReading, TimedLine} from '../reports.ts';
import {startedBy} from '../services/started-by.ts';
import {readState} from './installation.ts';
import {type KnownService, knownServices, selectServices} from './known-services.ts';
import type {Session} from './session.ts';

/** The time of a line may stand some lines before it: a traceback has many. */
const LINES_BEFORE = 100;

interface Source {
  readonly service: KnownService;
  readonly runner: Runner;
  readonly handle: Handle;
}

/** The logs of services, also of those that were stopped, through the runner that started each. */
export async function readLogs(session: Session, names: readonly string[], options: LogOptions): Promise<LogReading> {
  const known = knownServices(await readState(session.installation));
  const selected = selectServices(session.installation, known, names);
  const found = await Promise.all(selected.map((service) => findSource(session, service, names.length > 0)));
  const sources = found.filter((source) => source !== undefined);
  return {
    services: sources.map(({service}) => service.id),
    lines: options.follow === true ? followAll(sources, options) : readAll(session, sources, options),
  };
}

/** @param isNamed what was not named may be missing, which is said and hides nothing else */
async function findSource(
  {providers, note}: Session,
  service: KnownService,
  isNamed: boolean,
): Promise<Source | undefined> {
  try {
    const runner = await startedBy((name) => providers.runner(name), service.id, service.runner);
    const handle = service.handle ?? (await runner.recover(service.args));
    return handle === undefined ? undefined : {service, runner, handle};
  } catch (error) {
    if (isNamed || !DevstackError.is(error) || error.code !== 'DEVSTACK_ERR_RUNNER') throw error;
    note(error.message);
    return undefined;
  }
}

async function* readAll(session: Session, sources: readonly Source[], options: LogOptions): AsyncIterable<TimedLine> {
  const lines = sources.map((source) => withTimes(linesOf(source, options), () => changedAt(session, source)));
  const merged = mergeByTime(lines);
  yield* options.tail === undefined ? merged : lastLines(merged, options.tail);
}

function followAll(sources: readonly Source[], options: LogOptions): AsyncIterable<TimedLine> {
  const lines = sources.map((source) => linesOf(source, options));
  return mergeArriving(lines, {...(options.tail === undefined ? {} : {tail: options.tail})});
}

function linesOf({runner, handle}: Source, {tail, ...options}: LogOptions): AsyncIterable<LogLine> {
  return runner.logs(handle, {...options, ...(tail === undefined ? {} : {tail: tail + LINES_BEFORE})});
}

/** When a log says no times at all, its last line was written when the file was. */
async function changedAt({host}: Session, {service}: Source): Promise<number> {
  const info = await host.stat(service.args.logFile).catch(() => undefined);
  return info?.mtimeMs ?? Date.now();
}
