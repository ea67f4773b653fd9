import type {Engine, EngineSettings} from '@devstack/engine';
import type {ConsoleTerminal} from '@devstack/sdk';
import {planReport, runReport, statusReport, verifyReport} from './reports.ts';

export interface EngineCall {
  readonly settings: EngineSettings;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** An engine that answers at once and remembers what it was asked. */
export function fakeEngine(answers: Partial<Engine> = {}): {
  open: (settings: EngineSettings) => Promise<Engine>;
  calls: EngineCall[];
} {
  const calls: EngineCall[] = [];
  const engine: Engine = {
    plan: async (action) => planReport({action}),
    run: async (action) => runReport({action}),
    status: async () => statusReport(),
    restart: async () => runReport({action: 'restart'}),
    logs: async () => ({services: [], lines: noLines()}),
    verify: async () => verifyReport(),
    console: async (server) => ({
      id: 's1',
      name: server,
      read: async (lines) => `the last ${lines ?? 'of all'} lines\n`,
      page: async () => 'http://127.0.0.1:6080/vnc_lite.html?path=t',
      ...(server === 'fake' ? {} : {attach: attachToEcho}),
    }),
    images: () => imageActions(calls),
    clientEnvironment: async () => ({OS_USERNAME: 'admin', OS_PASSWORD: `it's "$x"`}),
    configuration: () => CONFIGURATION,
    secret: async (name) => `the ${name}`,
    ...answers,
  };
  return {calls, open: async (settings) => remembering(engine, settings, calls)};
}

/** Shows what is typed in brackets; `bye` ends the server, and `term` is a signal for this process. */
async function attachToEcho({typed, onAttached, show}: ConsoleTerminal): Promise<'left' | 'ended'> {
  onAttached();
  for await (const piece of typed) {
    const text = Buffer.from(piece).toString();
    await show(Buffer.from(`[${text}]`));
    if (text === 'bye') return 'ended';
    if (text === 'term') process.kill(process.pid, 'SIGTERM');
  }
  return 'left';
}

const OPTION = {key: 'keystone.port', value: 5000, origin: 'stack.ini:12'};

const CONFIGURATION: ReturnType<Engine['configuration']> = {
  list: async () => [OPTION],
  get: async () => OPTION,
  check: async () => ({persona: 'cloud', distro: 'Debian 12', options: 1, places: ['stack.ini']}),
  schema: async () => ({type: 'object'}),
  sample: async (format, schemaFile) => `# ${format} ${schemaFile}\n`,
};

async function* noLines(): AsyncGenerator<never> {}

const IMAGE = {id: 'f1', name: 'tiny', status: 'active', diskFormat: 'raw', size: 1_048_576};

function imageActions(calls: EngineCall[]): ReturnType<Engine['images']> {
  const note = (method: string, args: unknown): void => {
    calls.push({settings: calls[0]!.settings, method, args: [args]});
  };
  return {
    build: async (name, output) => {
      note('images.build', [name, output]);
      return {path: `/here/${name}.qcow2`, checksum: 'sha256:00', bytes: 19_922_944};
    },
    list: async () => [IMAGE],
    upload: async (sources) => {
      note('images.upload', sources);
      return sources.map(({name}) => ({image: {...IMAGE, name}, changed: true}));
    },
    remove: async (names) => {
      note('images.remove', names);
      return names.map((name) => ({...IMAGE, name}));
    },
  };
}

function remembering(engine: Engine, settings: EngineSettings, calls: EngineCall[]): Engine {
  return new Proxy(engine, {
    get: (target, name: keyof Engine) => {
      const method = target[name] as ((...args: unknown[]) => unknown) | undefined;
      // A promise that is resolved with it asks for `then`.
      if (method === undefined) return undefined;
      return (...args: unknown[]) => {
        calls.push({settings, method: name, args});
        return method(...args);
      };
    },
  });
}
