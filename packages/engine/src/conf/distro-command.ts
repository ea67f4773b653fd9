import {type Argv, PHASES} from '@devstack/sdk';
import {type Located, type LocatedMap, placeOf} from './located.ts';
import type {Shape} from './shape.ts';

/** When the commands of a distro file run: before the packages are installed, and after everything is. */
export const COMMAND_PHASES = PHASES.install.filter((phase) => phase === 'pre-install' || phase === 'post-install');

/** A command that a distro file wants to be run. Its texts may have `%NAME%` in them. */
export interface DistroCommand {
  readonly phase: (typeof COMMAND_PHASES)[number];
  /** What it is called in plans. */
  readonly name: string;
  readonly run: Argv;
  readonly stdin?: string;
  readonly as: 'root' | 'service';
  readonly mayFail: boolean;
  readonly undo?: Argv;
  /** `file:line` */
  readonly place: string;
}

/** The lists `pre-install` and `post-install` of a component, a subsystem or a package. */
export function readCommands(shape: Shape, map: LocatedMap | undefined, key: string): readonly DistroCommand[] {
  return COMMAND_PHASES.flatMap((phase) => {
    const items = shape.items(map?.entries.get(phase), `${key}.${phase}`, 'commands');
    return items.flatMap((item, index) => readCommand(shape, item, phase, `${key}.${phase}[${index}]`) ?? []);
  });
}

function readCommand(
  shape: Shape,
  item: Located,
  phase: DistroCommand['phase'],
  key: string,
): DistroCommand | undefined {
  if (item.kind !== 'map') return shape.wrong(item, key, 'a map with run');
  shape.onlyKeys(item, key, ['run', 'stdin', 'as', 'may-fail', 'undo', 'name']);
  const {entries} = item;
  const run = readArgv(shape, entries.get('run') ?? shape.wrong(item, key, 'a map with run'), `${key}.run`);
  const undo = readArgv(shape, entries.get('undo'), `${key}.undo`);
  const stdin = readStdin(shape, entries.get('stdin'), `${key}.stdin`);
  const account = readAccount(shape, entries.get('as'), `${key}.as`);
  const mayFail = shape.boolean(entries.get('may-fail'), `${key}.may-fail`) ?? false;
  const name = shape.text(entries.get('name'), `${key}.name`);
  if (run === undefined) return undefined;
  return {
    ...{phase, run, as: account, mayFail, place: placeOf(item), name: name ?? run.join(' ')},
    ...(stdin === undefined ? {} : {stdin}),
    ...(undo === undefined ? {} : {undo}),
  };
}

function readArgv(shape: Shape, located: Located | undefined, key: string): Argv | undefined {
  if (located === undefined) return undefined;
  const [program, ...rest] = shape.texts(located, key, 'arguments');
  if (program !== undefined) return [program, ...rest];
  return located.kind === 'list' && located.items.length === 0
    ? shape.wrong(located, key, 'a program and its arguments')
    : undefined;
}

/** A text as it is, or the lines of one. */
function readStdin(shape: Shape, located: Located | undefined, key: string): string | undefined {
  if (located?.kind !== 'list') return shape.text(located, key, 'text or a list of lines');
  return shape
    .texts(located, key, 'lines')
    .map((line) => `${line}\n`)
    .join('');
}

function readAccount(shape: Shape, located: Located | undefined, key: string): DistroCommand['as'] {
  const account = shape.text(located, key);
  if (located !== undefined && account !== undefined && account !== 'root' && account !== 'service') {
    shape.wrong(located, key, 'root or service');
  }
  return account === 'root' ? 'root' : 'service';
}
