import type {AnyStepHandler, Http, Step} from '@devstack/sdk';
import type {Isolation} from '../isolation/isolation.ts';
import type {Registry} from '../registry/registry.ts';
import type {Providers} from '../services/providers.ts';
import {CommandStep} from '../steps/command-step.ts';
import {DirectoryStep} from '../steps/directory-step.ts';
import {FileStep} from '../steps/file-step.ts';
import {KeyFileStep} from '../steps/key-file-step.ts';
import {NamespaceStep} from '../steps/namespace-step.ts';
import {PackagesStep} from '../steps/packages-step.ts';
import {RouteStep} from '../steps/route-step.ts';
import {ServiceStep} from '../steps/service-step.ts';
import {SourceStep} from '../steps/source-step.ts';
import {SymlinkStep} from '../steps/symlink-step.ts';
import {UnpackedStep} from '../steps/unpacked-step.ts';
import {UserStep} from '../steps/user-step.ts';

type Handlers = Map<string, AnyStepHandler>;

/** The handlers of the built-in kinds. Files are the machine's; what runs, runs where the cloud is. @param http as the cloud sees it */
export function builtInHandlers(isolation: Isolation, http: Http, providers: Providers): Handlers {
  const {machine, cloud} = isolation;
  const packagers = {get: (name: string) => providers.packager(name)};
  return new Map<string, AnyStepHandler>([
    ['directory', new DirectoryStep(machine)],
    ['file', new FileStep(machine)],
    ['key-file', new KeyFileStep(machine)],
    ['symlink', new SymlinkStep(machine)],
    ['user', new UserStep(machine)],
    ['packages', new PackagesStep(machine, packagers)],
    ['unpacked', new UnpackedStep(machine, packagers)],
    ['source', new SourceStep(machine, providers.downloads)],
    ['command', new CommandStep(cloud)],
    ['service', new ServiceStep(cloud, http, (name) => providers.runner(name))],
    ['namespace', new NamespaceStep(isolation)],
    ['route', new RouteStep(isolation)],
  ]);
}

const OF_CLOUD = new Set(['command', 'service', 'route']);
const OF_MACHINE = new Set([
  'directory',
  'file',
  'key-file',
  'symlink',
  'user',
  'packages',
  'unpacked',
  'source',
  'namespace',
]);

/** Whether steps of a built-in kind work on the machine, wherever the cloud is. */
export function isOfMachineAlone(kind: string): boolean {
  return OF_MACHINE.has(kind);
}

/** Whether steps of a kind need the place where the cloud is. */
export function isOfCloud(registry: Registry, kind: string): boolean {
  if (OF_CLOUD.has(kind)) return true;
  return !OF_MACHINE.has(kind) && registry.describe('step', kind).provided.host !== 'machine';
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
