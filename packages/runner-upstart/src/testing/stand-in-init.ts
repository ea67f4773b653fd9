import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {eventsOf, isTrue, showEvents} from './event-expression.ts';
import {type JobClass, parseJobClass} from './job-class.ts';
import {JobInstance} from './job-instance.ts';

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Answers what initctl asks, as upstart 1.13.2 does. */
export class StandInInit {
  readonly #jobDirectory: string;
  readonly #logDirectory: string;
  readonly #classes = new Map<string, JobClass>();
  readonly #instances = new Map<string, JobInstance>();
  /** Events since the condition of a job (`svc start`, `svc stop`) was last true. */
  readonly #happened = new Map<string, Set<string>>();

  constructor(jobDirectory: string, logDirectory: string) {
    this.#jobDirectory = jobDirectory;
    this.#logDirectory = logDirectory;
  }

  /** All job files. One that upstart cannot read is no job. */
  reload(): void {
    this.#classes.clear();
    for (const file of readdirSync(this.#jobDirectory)) {
      if (file.endsWith('.conf')) this.#load(file.slice(0, -'.conf'.length));
    }
  }

  #load(name: string): void {
    try {
      this.#classes.set(name, parseJobClass(name, readFileSync(path.join(this.#jobDirectory, `${name}.conf`), 'utf8')));
    } catch {
      this.#classes.delete(name);
    }
  }

  async answer([command = '', ...words]: readonly string[]): Promise<Answer> {
    const isWaiting = !words.some((word) => word === '--no-wait' || word === '-n');
    const [name = '', ...rest] = words.filter((word) => !word.startsWith('-'));
    const variables = Object.fromEntries(rest.map((word) => word.split(/=(.*)/s).slice(0, 2)));
    switch (command) {
      case 'version':
        return say('init (upstart 1.13.2)');
      case 'list':
        return say(...this.#names().map((one) => this.#describe(one)));
      case 'status':
        return this.#isKnown(name) ? say(this.#describe(name)) : refuse(`Unknown job: ${name}`);
      case 'start':
        return this.#start(name, variables, isWaiting);
      case 'stop':
        return this.#stop(name, variables, isWaiting);
      case 'restart':
        return this.#restart(name, isWaiting);
      case 'emit':
        return this.#emit(name, variables, isWaiting);
      case 'reload-configuration':
        this.reload();
        return say();
      case 'show-config':
        return this.#showConfig(name);
      case 'check-config':
        return this.#checkConfig();
      default:
        return refuse(`invalid command: ${command}\nTry \`initctl --help' for more information.`);
    }
  }

  #names(): string[] {
    return [...new Set([...this.#classes.keys(), ...this.#instances.keys()])];
  }

  #isKnown(name: string): boolean {
    return this.#classes.has(name) || this.#instances.has(name);
  }

  #describe(name: string): string {
    return this.#instances.get(name)?.describe() ?? `${name} stop/waiting`;
  }

  async #start(name: string, variables: Record<string, string>, isWaiting: boolean): Promise<Answer> {
    if (!this.#isKnown(name)) return refuse(`Unknown job: ${name}`);
    if (this.#instances.get(name)?.goal === 'start') return refuse(`Job is already running: ${name}`);
    const instance = this.#begin(name, variables);
    if (isWaiting) await instance.settled();
    return instance.hasFailed && instance.state === 'waiting'
      ? refuse('Job failed to start')
      : say(instance.describe());
  }

  /** A job that is about to stop starts again with the definition it has; another one with what its file says now. */
  #begin(name: string, variables: Record<string, string>): JobInstance {
    const instance = this.#instances.get(name) ?? new JobInstance(this.#classes.get(name)!, this.#logDirectory);
    if (!this.#instances.has(name)) {
      this.#instances.set(name, instance);
      instance.onWaiting = () => this.#instances.delete(name);
    }
    instance.start(variables);
    return instance;
  }

  async #stop(name: string, variables: Record<string, string>, isWaiting: boolean): Promise<Answer> {
    if (!this.#isKnown(name)) return refuse(`Unknown job: ${name}`);
    const instance = this.#instances.get(name);
    if (instance === undefined) return refuse('Unknown instance: ');
    if (instance.goal === 'stop') return refuse(`Job has already been stopped: ${name}`);
    instance.stop(variables);
    if (isWaiting) await instance.settled();
    return say(instance.describe());
  }

  async #restart(name: string, isWaiting: boolean): Promise<Answer> {
    if (!this.#isKnown(name)) return refuse(`Unknown job: ${name}`);
    const instance = this.#instances.get(name);
    if (instance === undefined) return refuse('Unknown instance: ');
    instance.restart();
    if (isWaiting) await instance.settled();
    return say(instance.describe());
  }

  async #emit(event: string, variables: Record<string, string>, isWaiting: boolean): Promise<Answer> {
    const changed: JobInstance[] = [];
    for (const name of this.#names()) {
      const job = this.#classes.get(name) ?? this.#instances.get(name)!.job;
      const instance = this.#instances.get(name);
      if (this.#comesTrue(name, 'stop', event, job) && instance?.goal === 'start') {
        instance.stop({...variables, UPSTART_STOP_EVENTS: event});
        changed.push(instance);
      }
      if (this.#comesTrue(name, 'start', event, job) && this.#instances.get(name)?.goal !== 'start') {
        changed.push(this.#begin(name, {...variables, UPSTART_EVENTS: event}));
      }
    }
    if (isWaiting) await Promise.all(changed.map((instance) => instance.settled()));
    return say();
  }

  #comesTrue(name: string, verb: 'start' | 'stop', event: string, {startOn, stopOn}: JobClass): boolean {
    const expression = verb === 'start' ? startOn : stopOn;
    if (expression === undefined || !eventsOf(expression).includes(event)) return false;
    const happened = (this.#happened.get(`${name} ${verb}`) ?? new Set()).add(event);
    this.#happened.set(`${name} ${verb}`, happened);
    if (!isTrue(expression, happened)) return false;
    happened.clear();
    return true;
  }

  #showConfig(name: string): Answer {
    const job = this.#classes.get(name);
    if (job === undefined) return refuse(`Unknown job: ${name}`);
    const start = job.startOn === undefined ? [] : [`  start on ${showEvents(job.startOn)}`];
    const stop = job.stopOn === undefined ? [] : [`  stop on ${showEvents(job.stopOn)}`];
    return say(name, ...start, ...stop);
  }

  /** No job of ours says that it emits an event, so each is one that nobody is known to emit. */
  #checkConfig(): Answer {
    const lines = [...this.#classes.values()].flatMap(({name, startOn, stopOn}) => {
      const unknown = (verb: string, events: readonly string[]) =>
        events.map((event) => `  ${verb} on: unknown event ${event}`);
      const found = [
        ...unknown('start', startOn === undefined ? [] : eventsOf(startOn)),
        ...unknown('stop', stopOn === undefined ? [] : eventsOf(stopOn)),
      ];
      return found.length === 0 ? [] : [name, ...found];
    });
    return {...say(...lines), code: lines.length === 0 ? 0 : 1};
  }
}

function say(...lines: readonly string[]): Answer {
  return {code: 0, stdout: lines.map((line) => `${line}\n`).join(''), stderr: ''};
}

function refuse(reason: string): Answer {
  return {code: 1, stdout: '', stderr: `initctl: ${reason}\n`};
}
