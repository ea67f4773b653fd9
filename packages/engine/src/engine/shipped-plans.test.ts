import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {DevstackError, type Host, type PackagesArgs} from '@devstack/sdk';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {LocalHost} from '../host/local-host.ts';
import {packagesDirectory, shippedPlugins} from '../testing/shipped-plugins.ts';
import {emptyState} from '../trace/records.ts';
import {type Blueprint, drawBlueprint} from './blueprint.ts';
import {openSession, type Session} from './session.ts';

const plugins = shippedPlugins('@devstack/plugin-cinder', '@devstack/plugin-swift');
const DEBIAN = ['debian-12', 'debian-13'];
const APT = [...DEBIAN, 'ubuntu-24.04', 'ubuntu-26.04'];
const DNF = ['fedora', 'rhel-10', 'rhel-9'];

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'devstack-plans-'));
  const own = path.join(home, '.config/devstack/conf/distros');
  await mkdir(own, {recursive: true});
  const machine = 'match: {ID: mine}\npackager: apt\npython: /usr/bin/python3\nrelease: {pypi: "2026.2"}\n';
  await writeFile(path.join(own, 'mine.yaml'), machine);
  await writeFile(path.join(own, 'alike.yaml'), `like: debian-13\n${machine}`);
});
afterAll(() => rm(home, {recursive: true}));

/** This machine with another user, on which no program says anything. */
function machineOf(uid: number): Host {
  const local = new LocalHost({PATH: process.env.PATH});
  const user = uid === 0 ? 'root' : 'me';
  const own: Partial<Host> = {
    facts: async () => ({...(await local.facts()), uid, user, group: user, elevation: uid === 0 ? 'root' : 'sudo'}),
    run: async () => ({code: 1, stdout: '', stderr: ''}) as Awaited<ReturnType<Host['run']>>,
  };
  return new Proxy(local, {
    get(target, name) {
      const member: unknown = Reflect.get(own, name) ?? Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

interface Asked {
  readonly distro: string;
  readonly persona?: string;
  readonly components?: readonly string[];
  readonly uid?: number;
  readonly set?: readonly string[];
}

interface Drawn extends Blueprint {
  readonly session: Session;
  readonly notes: readonly string[];
}

async function draw({distro, persona = 'cloud', components = [], uid = 0, set = []}: Asked): Promise<Drawn> {
  const settings = [`distro=${distro}`, 'origin=pypi', 'isolation=none', 'runner=fork'].map((one) => `default.${one}`);
  const session = await openSession({
    plugins,
    conf: path.join(packagesDirectory, 'cli/conf'),
    variables: {PATH: process.env.PATH, HOME: home},
    cwd: home,
    home,
    directory: path.join(home, 'root'),
    persona,
    host: machineOf(uid),
    set: [...settings, ...set],
  });
  const blueprint = await drawBlueprint(session, emptyState(), components);
  return {...blueprint, session, notes: blueprint.components.flatMap(({component}) => component.notes())};
}

async function refusalOf(asked: Asked): Promise<DevstackError> {
  const error: unknown = await draw(asked).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!DevstackError.is(error)) throw error ?? new Error(`${JSON.stringify(asked)} is not refused`);
  return error;
}

const namesOf = ({components}: Drawn) => components.map(({name}) => name);
const stepsOf = ({steps}: Drawn, kind: string) => steps.filter((step) => step.kind === kind);

describe.each([...APT, ...DNF])('on %s', (distro) => {
  test.each([
    ['cloud', 0],
    ['cloud', 1000],
    ['api', 0],
    ['api', 1000],
  ])(
    'persona %s as uid %i is a plan, for which the distro files say something of each component',
    async (persona, uid) => {
      const drawn = await draw({distro, persona, uid});
      for (const {name, context} of drawn.components) {
        expect(context.distro.id).toBe(distro);
        const {packages, settings} = context.distro;
        expect([name, packages.length + Object.keys(settings).length > 0]).toEqual([name, true]);
      }
      const packages = stepsOf(drawn, 'packages').map(({args}) => args as unknown as PackagesArgs);
      expect(new Set(packages.map(({packager}) => packager))).toEqual(new Set([APT.includes(distro) ? 'apt' : 'dnf']));
    },
  );

  test('no packager is asked for what it cannot do', async () => {
    const drawn = await draw({distro});
    const handler = drawn.session.handlers.get('unpacked')!;
    for (const {args} of stepsOf(drawn, 'unpacked')) await handler.check?.(args, undefined, {} as never);
    expect(stepsOf(drawn, 'unpacked')).toHaveLength(APT.includes(distro) ? 1 : 0);
  });

  test.each(['cinder', 'swift', 'clients'])('%s is a plan', async (name) => {
    expect(namesOf(await draw({distro, persona: 'api', components: [name]}))).toContain(name);
  });
});

test('the versions of programs are those of the distro', async () => {
  const interpreters = await Promise.all(
    [...APT, ...DNF].map(async (distro) => {
      const drawn = await draw({distro, persona: 'identity'});
      const own = stepsOf(drawn, 'packages').flatMap(({args}) => (args as unknown as PackagesArgs).requests);
      return own.map(({name}) => name).find((name) => name.startsWith('python3'));
    }),
  );
  expect(interpreters).toEqual([...[...APT, 'fedora', 'rhel-10'].map(() => 'python3'), 'python3.12']);
});

describe.each(APT)('on %s, where packages can be unpacked', (distro) => {
  test('root gets real guests, and their screens', async () => {
    const drawn = await draw({distro});
    expect(namesOf(drawn)).toContain('libvirt');
    expect(namesOf(await draw({distro, components: ['novnc']}))).toContain('novnc');
  });

  test('the image of the persona is there where its kernel is; elsewhere a note says so', async () => {
    const drawn = await draw({distro});
    const images = stepsOf(drawn, 'image').map(({id}) => id);
    expect(images).toEqual(DEBIAN.includes(distro) ? ['glance/image:tiny'] : []);
    const said = drawn.notes.filter((note) => note.includes('no image tiny'));
    expect(said).toHaveLength(DEBIAN.includes(distro) ? 0 : 1);
  });
});

describe.each(DNF)('on %s', (distro) => {
  test('root gets the cloud with the fake hypervisor and without the image, and is told why', async () => {
    const drawn = await draw({distro});
    expect(namesOf(drawn)).not.toContain('libvirt');
    expect(stepsOf(drawn, 'image')).toEqual([]);
    expect(drawn.notes).toContainEqual(expect.stringMatching(/^nova: the hypervisor is fake, because .*dnf/));
    expect(drawn.notes).toContainEqual(expect.stringMatching(/^glance: no image tiny here: .*Debian/));
  });

  test('real guests that are asked for are refused with the place and what to do', async () => {
    const refusal = await refusalOf({distro, set: ['nova.hypervisor=libvirt']});
    expect(refusal.code).toBe('DEVSTACK_ERR_UNSUPPORTED');
    expect(refusal.message).toMatch(
      new RegExp(`^cannot install libvirt on ${distro}: .*dnf.*; /.*libvirt/conf/distros/fedora\\.yaml:\\d+ says so$`),
    );
    expect(refusal.suggestions).toEqual(['--set nova.hypervisor=fake']);
  });

  test('screens are refused with the place', async () => {
    const {code, message} = await refusalOf({distro, components: ['novnc']});
    expect(code).toBe('DEVSTACK_ERR_UNSUPPORTED');
    expect(message).toMatch(/^cannot install novnc on .*: .*dnf.*novnc\/conf\/distros\/fedora\.yaml:\d+ says so$/);
  });
});

describe('a distro of the user', () => {
  test('that is like another is planned as that one', async () => {
    expect(namesOf(await draw({distro: 'alike'}))).toContain('libvirt');
  });

  test('of which nobody knows anything is refused with what is missing', async () => {
    const {code, message} = await refusalOf({distro: 'mine', components: ['novnc']});
    expect([code, ...message.split('\n').sort()]).toEqual([
      'DEVSTACK_ERR_UNSUPPORTED',
      'cannot install database: nothing is known of how MariaDB is installed on mine',
      'cannot install libvirt: nothing is known of where mine has its Python binding',
      'cannot install novnc: nothing is known of where mine has its page',
    ]);
  });
});

test.each([...APT.slice(1), ...DNF])('on %s, origins that it does not have are refused', async (distro) => {
  const refusal = await refusalOf({distro, persona: 'identity', set: ['default.origin=distro']});
  expect([refusal.code, refusal.message]).toEqual([
    'DEVSTACK_ERR_UNSUPPORTED',
    `cannot install from origin distro: devstack knows no release of OpenStack that ${distro} has from there`,
  ]);
});
