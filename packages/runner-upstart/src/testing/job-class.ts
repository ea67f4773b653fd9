import {parseJobSyntax, type Stanza} from '../job-syntax.ts';
import {type EventExpression, parseEvents} from './event-expression.ts';

export type ProcessKind = 'pre-start' | 'main' | 'post-start' | 'pre-stop' | 'post-stop';

export interface JobProcess {
  readonly isScript: boolean;
  readonly text: string;
}

/** A job file as upstart understands it. */
export interface JobClass {
  readonly name: string;
  readonly startOn?: EventExpression;
  readonly stopOn?: EventExpression;
  readonly respawn: boolean;
  readonly respawnLimit: number;
  readonly respawnSeconds: number;
  /** `0`, `TERM` */
  readonly normalExit: readonly string[];
  readonly killSignal: NodeJS.Signals;
  readonly killSeconds: number;
  readonly setuid?: string;
  readonly setgid?: string;
  readonly chdir: string;
  readonly umask: number;
  readonly isLogged: boolean;
  /** `NAME=value` */
  readonly env: readonly string[];
  readonly processes: Readonly<Partial<Record<ProcessKind, JobProcess>>>;
}

/** Throws when upstart would not load the job. */
export function parseJobClass(name: string, text: string): JobClass {
  const stanzas = parseJobSyntax(text);
  const last = (wanted: string, ...first: string[]): readonly string[] | undefined =>
    stanzas.findLast((one) => one.name === wanted && first.every((word, index) => one.words[index] === word))?.words;
  const [, limit = '10', seconds = '5'] = last('respawn', 'limit') ?? [];
  const [startOn, stopOn] = [last('start', 'on'), last('stop', 'on')];
  const [setuid, setgid] = [last('setuid')?.[0], last('setgid')?.[0]];
  return {
    name,
    ...(startOn === undefined ? {} : {startOn: parseEvents(startOn.slice(1))}),
    ...(stopOn === undefined ? {} : {stopOn: parseEvents(stopOn.slice(1))}),
    respawn: stanzas.some((one) => one.name === 'respawn' && one.words.length === 0),
    respawnLimit: Number(limit),
    respawnSeconds: Number(seconds),
    normalExit: stanzas.filter((one) => one.name === 'normal').flatMap(({words}) => words.slice(1)),
    killSignal: `SIG${(last('kill', 'signal')?.[1] ?? 'TERM').replace(/^SIG/, '')}` as NodeJS.Signals,
    killSeconds: Number(last('kill', 'timeout')?.[1] ?? 5),
    ...(setuid === undefined ? {} : {setuid}),
    ...(setgid === undefined ? {} : {setgid}),
    chdir: last('chdir')?.[0] ?? '/',
    umask: Number.parseInt(last('umask')?.[0] ?? '022', 8),
    isLogged: (last('console')?.[0] ?? 'log') === 'log',
    env: stanzas.filter((one) => one.name === 'env').map(({words}) => words[0] ?? ''),
    processes: processesOf(stanzas),
  };
}

function processesOf(stanzas: readonly Stanza[]): Partial<Record<ProcessKind, JobProcess>> {
  const found: Partial<Record<ProcessKind, JobProcess>> = {};
  for (const {name, words} of stanzas) {
    if (name === 'exec' || name === 'script') found.main = {isScript: name === 'script', text: words[0] ?? ''};
    if (/^(pre|post)-(start|stop)$/.test(name)) {
      found[name as ProcessKind] = {isScript: words[0] === 'script', text: words[1] ?? ''};
    }
  }
  return found;
}
