import type {PackageRequest} from '@devstack/sdk';
import {COMMAND_PHASES, type DistroCommand, readCommands} from './distro-command.ts';
import type {Located} from './located.ts';
import type {Shape} from './shape.ts';

interface ListedPackage {
  readonly request: PackageRequest;
  readonly commands: readonly DistroCommand[];
}

export function readPackages(shape: Shape, located: Located | undefined, key: string): readonly ListedPackage[] {
  return shape
    .items(located, key, 'packages')
    .flatMap((item, index) => readPackage(shape, item, `${key}[${index}]`) ?? []);
}

function readPackage(shape: Shape, item: Located, key: string): ListedPackage | undefined {
  if (item.kind !== 'map') {
    const name = shape.text(item, key, 'a package');
    return name === undefined ? undefined : {request: {name}, commands: []};
  }
  shape.onlyKeys(item, key, ['name', 'version', 'removable', ...COMMAND_PHASES]);
  const name = shape.text(item.entries.get('name'), `${key}.name`) ?? shape.wrong(item, key, 'a package with a name');
  const version = shape.text(item.entries.get('version'), `${key}.version`);
  const removable = shape.boolean(item.entries.get('removable'), `${key}.removable`);
  const commands = readCommands(shape, item, key);
  if (name === undefined) return undefined;
  const request = {name, ...(version === undefined ? {} : {version}), ...(removable === undefined ? {} : {removable})};
  return {request, commands};
}

/** `ldappool`, or `{name: ldappool, version: "3.*"}`. */
export function readPip(shape: Shape, item: Located, key: string): string | undefined {
  if (item.kind !== 'map') return checkedPip(shape, item, key, shape.text(item, key, 'a requirement'));
  shape.onlyKeys(item, key, ['name', 'version']);
  const name =
    shape.text(item.entries.get('name'), `${key}.name`) ?? shape.wrong(item, key, 'a requirement with a name');
  const version = shape.text(item.entries.get('version'), `${key}.version`);
  const text = name === undefined || version === undefined ? name : `${name}==${version}`;
  return checkedPip(shape, item, key, text);
}

const REQUIREMENT =
  /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?:\[[\w.,\s-]*\])?\s*(?:(?:[<>=!~]=?|===)\s*[\w.*+!-]+\s*,?\s*)*(?:;.*)?$/;

function checkedPip(shape: Shape, item: Located, key: string, text: string | undefined): string | undefined {
  if (text === undefined || REQUIREMENT.test(text)) return text;
  return shape.wrong(item, key, 'a requirement such as name==1.2.*');
}
