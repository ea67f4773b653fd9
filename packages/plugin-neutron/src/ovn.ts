import {join} from 'node:path/posix';
import {type ComponentContext, type Problem, type ServiceDeclaration, type StepDraft, stepOf} from '@devstack/sdk';
import type {OvnChassisArgs} from './ovn-chassis-step.ts';
import {databaseServer, listDatabases, northd, type OvnDatabase, type OvnPlaces} from './ovn-commands.ts';
import type {OvnDatabaseArgs} from './ovn-database-step.ts';

/** Where the distribution has OVN. */
interface OvnPrograms {
  readonly schemas: {readonly nb: string; readonly sb: string};
  readonly server: string;
  readonly northd: string;
}

type Surroundings = Pick<ComponentContext, 'paths' | 'distro'>;

const HOST = 'openstack';

/** What a chassis says when it runs the steps of `ovnHosts`. */
export const CHASSIS_STEP = 'ovn-chassis:hosts';

/** The hosts that somebody asks for, sorted; one when nobody does. */
export function hostNames({demands}: Pick<ComponentContext, 'demands'>): readonly [string, ...string[]] {
  const asked = demands('network-hosts').flatMap(({options}) => (options?.hosts ?? []) as readonly string[]);
  const [first = HOST, ...others] = [...new Set(asked)].sort();
  return [first, ...others];
}

export function ovnProblems({distro, subsystems}: Pick<ComponentContext, 'distro' | 'subsystems'>): readonly Problem[] {
  if (!subsystems.includes('ovn') || distro.settings.ovn !== undefined) return [];
  const message = `nothing is known of where ${distro.id} has OVN`;
  return [{message, suggestion: `say in the file of ${distro.id} which other it is like, or neutron: {ovn: ...}`}];
}

/** Of ml2_conf.ini. */
export function pluginParameters(ctx: ComponentContext, hasMetadata: boolean): Readonly<Record<string, string>> {
  const {northbound, southbound} = ovnPlaces(ctx.paths);
  const names = ctx.release.settings.names as {readonly projectNetworkTypes: string};
  return {
    PROJECT_NETWORK_TYPES: names.projectNetworkTypes,
    METADATA: String(hasMetadata),
    PHYSICAL_NETWORKS: ctx.option<readonly string[]>('physical_networks').join(','),
    OVN_NORTHBOUND: northbound.socket,
    OVN_SOUTHBOUND: southbound.socket,
  };
}

export function ovnPlaces({data, run}: Surroundings['paths']): OvnPlaces {
  const database = (file: string, name: string): OvnDatabase => ({
    file: join(data, file),
    socket: join(run, `${name}.sock`),
    control: join(run, `${name}.ctl`),
  });
  return {
    northbound: database('ovn-northbound.db', 'ovn-nb'),
    southbound: database('ovn-southbound.db', 'ovn-sb'),
    control: join(run, 'ovn-northd.ctl'),
  };
}

export function ovnDatabases({paths, distro}: Surroundings): readonly StepDraft[] {
  const {northbound, southbound} = ovnPlaces(paths);
  const {schemas} = programsOf(distro);
  const needs = [`directory:${paths.data}`, 'packages:distro'];
  return [
    {path: northbound.file, schema: schemas.nb},
    {path: southbound.file, schema: schemas.sb},
  ].map(({path, schema}) => {
    const args: OvnDatabaseArgs = {path, schema, owner: 'service'};
    return stepOf('ovn-database', path, args, {needs, reads: ['packages:distro']});
  });
}

export function ovnServices({paths, distro}: Surroundings): readonly ServiceDeclaration[] {
  const places = ovnPlaces(paths);
  const programs = programsOf(distro);
  const server = (name: string, database: OvnDatabase): ServiceDeclaration => ({
    name,
    argv: databaseServer(programs.server, database),
    health: {kind: 'exec', argv: listDatabases(database.socket)},
    needs: [`ovn-database:${database.file}`, `directory:${paths.run}`],
    reads: ['packages:distro'],
  });
  return [
    server('ovn-nb', places.northbound),
    server('ovn-sb', places.southbound),
    {
      name: 'ovn-northd',
      argv: northd(programs.northd, places),
      // Whose first deed is to make the rows without which no client can do anything.
      health: {kind: 'log', pattern: 'instance is now active'},
      needs: ['service:ovn-nb', 'service:ovn-sb'],
      reads: ['packages:distro'],
    },
  ];
}

export function ovnHosts({paths}: Surroundings, hosts: Omit<OvnChassisArgs, 'socket' | 'owner'>): StepDraft {
  const args: OvnChassisArgs = {socket: ovnPlaces(paths).southbound.socket, ...hosts, owner: 'service'};
  return stepOf('ovn-chassis', 'hosts', args, {
    needs: ['service:ovn-northd'],
    why: 'so that ports can be bound to them',
  });
}

function programsOf({settings}: Surroundings['distro']): OvnPrograms {
  return settings.ovn as unknown as OvnPrograms;
}
