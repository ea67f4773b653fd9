import {join} from 'node:path/posix';
import {type ComponentContext, type ServiceDeclaration, type StepDraft, stepOf} from '@devstack/sdk';
import type {OvnChassisArgs} from './ovn-chassis-step.ts';
import {databaseServer, listDatabases, northd, type OvnPlaces} from './ovn-commands.ts';
import type {OvnDatabaseArgs} from './ovn-database-step.ts';

/** Where the distribution has OVN. */
interface OvnPrograms {
  readonly schemas: {readonly nb: string; readonly sb: string};
  readonly server: string;
  readonly northd: string;
}

type Surroundings = Pick<ComponentContext, 'paths' | 'distro'>;

/** What a chassis says when it runs the steps of `ovnHosts`. */
export const CHASSIS_STEP = 'ovn-chassis:hosts';

export function ovnPlaces({data, run}: Surroundings['paths']): OvnPlaces {
  return {
    northbound: join(data, 'ovn-northbound.db'),
    southbound: join(data, 'ovn-southbound.db'),
    socket: join(run, 'ovn.sock'),
    run,
  };
}

export function ovnDatabases({paths, distro}: Surroundings): readonly StepDraft[] {
  const {northbound, southbound} = ovnPlaces(paths);
  const {schemas} = programsOf(distro);
  const needs = [`directory:${paths.data}`, 'packages:distro'];
  return [
    {path: northbound, schema: schemas.nb},
    {path: southbound, schema: schemas.sb},
  ].map(({path, schema}) => {
    const args: OvnDatabaseArgs = {path, schema, owner: 'service'};
    return stepOf('ovn-database', path, args, {needs, reads: ['packages:distro']});
  });
}

/** One server for both databases: nothing asks for two, and each costs memory and a start. */
export function ovnServices({paths, distro}: Surroundings): readonly ServiceDeclaration[] {
  const places = ovnPlaces(paths);
  const programs = programsOf(distro);
  const databases = [places.northbound, places.southbound].map((path) => `ovn-database:${path}`);
  return [
    {
      name: 'ovsdb',
      argv: databaseServer(programs.server, places),
      health: {kind: 'exec', argv: listDatabases(places.socket)},
      needs: [...databases, `directory:${paths.run}`],
      reads: ['packages:distro'],
    },
    {
      name: 'northd',
      argv: northd(programs.northd, places),
      // Whose first deed is to make the rows without which no client can do anything.
      health: {kind: 'log', pattern: 'instance is now active'},
      needs: ['service:ovsdb'],
      reads: ['packages:distro'],
    },
  ];
}

export function ovnHosts({paths}: Surroundings, hosts: readonly string[], physical: readonly string[]): StepDraft {
  const args: OvnChassisArgs = {
    socket: ovnPlaces(paths).socket,
    hosts,
    bridgeMappings: physical.map((name) => `${name}:br-${name}`).join(','),
    owner: 'service',
  };
  return stepOf('ovn-chassis', 'hosts', args, {needs: ['service:northd'], why: 'so that ports can be bound to them'});
}

function programsOf({settings}: Surroundings['distro']): OvnPrograms {
  return settings.ovn as unknown as OvnPrograms;
}
