import type {AnyStepHandler, Host, Http, Step} from '@devstack/sdk';
import type {Providers} from '../services/providers.ts';
import {CommandStep} from '../steps/command-step.ts';
import {DirectoryStep} from '../steps/directory-step.ts';
import {FileStep} from '../steps/file-step.ts';
import {KeyFileStep} from '../steps/key-file-step.ts';
import {PackagesStep} from '../steps/packages-step.ts';
import {ServiceStep} from '../steps/service-step.ts';
import {SourceStep} from '../steps/source-step.ts';
import {SymlinkStep} from '../steps/symlink-step.ts';
import {UnpackedStep} from '../steps/unpacked-step.ts';
import {UserStep} from '../steps/user-step.ts';

type Handlers = Map<string, AnyStepHandler>;

/** The handlers of the built-in kinds. */
export function builtInHandlers(host: Host, http: Http, providers: Providers): Handlers {
  const packagers = {get: (name: string) => providers.packager(name)};
  return new Map<string, AnyStepHandler>([
    ['directory', new DirectoryStep(host)],
    ['file', new FileStep(host)],
    ['key-file', new KeyFileStep(host)],
    ['symlink', new SymlinkStep(host)],
    ['user', new UserStep(host)],
    ['packages', new PackagesStep(host, packagers)],
    ['unpacked', new UnpackedStep(host, packagers)],
    ['source', new SourceStep(host, providers.downloads)],
    ['command', new CommandStep(host)],
    ['service', new ServiceStep(host, http, (name) => providers.runner(name))],
  ]);
}

/** Adds the handlers of kinds that plugins provide, for the kinds that occur. */
export async function loadHandlers(
  handlers: Handlers,
  steps: readonly Pick<Step, 'kind'>[],
  providers: Providers,
): Promise<void> {
  const missing = new Set(steps.map(({kind}) => kind).filter((kind) => !handlers.has(kind)));
  await Promise.all([...missing].map(async (kind) => handlers.set(kind, await providers.stepHandler(kind))));
}
