import {createServer} from 'node:net';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createLab, type Lab, machineState, stateChanges, unexpectedDifferences} from './index.ts';

/** Found also where the rest of the password is escaped. */
const canary = 'Canary7141';
const nasty = `${canary} it's "c\\d" %41%s $HOME \`id\` @:/?#[]{}&=+,;<>|!~ \u00e9\u00df`;
const later = `-- another'); DROP DATABASE keystone; \\gexec \\`;
const root = '/opt/openstack';
const run = `${root}/run/database`;

const engines = {
  mariadb: {
    pidFile: `${run}/mariadb.pid`,
    sql: (port: number) => {
      const client = ['/usr/bin/mariadb', '--no-defaults', '--batch', '--skip-column-names'];
      return {
        admin: [...client, '--user=devstack', `--socket=${run}/mariadb.sock`, 'keystone'],
        overNetwork: [...client, '--user=devstack', '--host=127.0.0.1', `--port=${port}`],
        refusal: 'Access denied',
      };
    },
  },
  postgresql: {
    pidFile: `${root}/data/database/postgresql/postmaster.pid`,
    sql: (port: number) => {
      const client = ['/usr/lib/postgresql/15/bin/psql', '-XqAt', '--no-password', `--port=${port}`];
      return {
        admin: [...client, '--username=devstack', `--host=${run}`, 'keystone'],
        overNetwork: [...client, '--username=devstack', '--host=127.0.0.1', 'postgres'],
        refusal: 'no password supplied',
      };
    },
  },
} as const;

/** Labs share the network of the machine. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({length: count}, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  return servers.map((server) => {
    const address = server.address();
    server.close();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
}

/** In order: each test goes on where the one before it stopped. */
describe.each(['mariadb', 'postgresql'] as const)('keystone on %s', (engine) => {
  let lab: Lab;
  let fresh: Awaited<ReturnType<typeof machineState>>;
  let sql: ReturnType<(typeof engines)[typeof engine]['sql']>;
  let settings: Record<string, string>;

  beforeAll(async () => {
    lab = await createLab({warmCache: true});
    fresh = await machineState(lab);
    const [port, keystonePort] = (await freePorts(2)) as [number, number];
    sql = engines[engine].sql(port);
    settings = {
      DEVSTACK_DEFAULT__PERSONA: 'identity',
      DEVSTACK_DATABASE__ENGINE: engine,
      [`DEVSTACK_DATABASE__${engine.toUpperCase()}_PORT`]: `${port}`,
      DEVSTACK_KEYSTONE__PORT: `${keystonePort}`,
    };
  });
  afterAll(() => lab?.destroy());

  const devstack = async (argv: string[], password = nasty) => {
    const env = {...settings, DEVSTACK_PASSWORDS__DATABASE__KEYSTONE_PASSWORD: password};
    const {stdout} = await lab.run(['devstack', ...argv, '--json'], {env});
    return JSON.parse(stdout);
  };
  const up = (password?: string) => devstack(['up', '--no-prompt'], password);
  const asService = ['setpriv', '--reuid=devstack', '--regid=devstack', '--clear-groups'];
  const administer = async (statement: string) =>
    (await lab.run([...asService, ...sql.admin], {input: statement})).stdout.trim();

  test('comes up with a password of every kind of character', async () => {
    expect(await up()).toMatchObject({components: ['database', 'keystone'], unchanged: false});
    expect(await devstack(['verify'])).toMatchObject({passed: true});
    expect(Number(await administer('SELECT count(*) FROM project;'))).toBeGreaterThan(0);
  });

  test('nobody is an administrator over the network, and only the services reach the socket', async () => {
    const {code, stderr} = await lab.run([...asService, ...sql.overNetwork], {input: 'SELECT 1;', allowFailure: true});
    expect(code).not.toBe(0);
    expect(stderr).toContain(sql.refusal);
    const modes = await lab.run(['stat', '-c', '%a %U', run, `${root}/data/database`]);
    expect(modes.stdout).toBe('700 devstack\n700 devstack\n');
  });

  test('the password is in no log, no trace and no argument', async () => {
    const places = [`${root}/log`, `${root}/run`, `${root}/data/database`, `${root}/state`];
    const argv = ['grep', '-rlFa', canary, '--exclude=secrets.json', ...places];
    expect((await lab.run(argv, {allowFailure: true})).stdout).toBe('');
    expect((await machineState(lab)).processes.join('\n')).not.toContain(canary);
  });

  test('a second up changes nothing', async () => {
    expect(await up()).toMatchObject({unchanged: true});
  });

  test('what was in it is there after stop and up', async () => {
    await administer('CREATE TABLE marker (n integer); INSERT INTO marker VALUES (42);');
    await devstack(['stop']);
    expect((await machineState(lab)).processes).toEqual([]);
    await up();
    expect(await administer('SELECT n FROM marker;')).toBe('42');
  });

  // Once is enough: what follows from it has nothing to do with the engine.
  if (engine === 'mariadb') {
    test('the password can be changed', async () => {
      const {steps} = await up(later);
      expect(steps).toContainEqual(expect.objectContaining({id: 'database/database:keystone', outcome: 'changed'}));
      expect(await devstack(['verify'], later)).toMatchObject({passed: true});
      expect(await administer('SELECT n FROM marker;')).toBe('42');
    });
  }

  test('a server that is killed comes back with everything that was in it', async () => {
    const pid = async () => (await lab.readFile(engines[engine].pidFile)).split('\n')[0]!;
    const killed = await pid();
    await lab.run(['sh', '-c', 'kill -9 "$0"', killed]);
    await expect.poll(pid, {timeout: 30_000}).not.toBe(killed);
    await expect.poll(() => administer('SELECT n FROM marker;').catch(String), {timeout: 30_000}).toBe('42');
    expect(await devstack(['verify'])).toMatchObject({passed: true});
  });

  test('uninstall leaves the machine as it was', async () => {
    await devstack(['uninstall']);
    expect(unexpectedDifferences(await lab.diff())).toEqual([]);
    expect(stateChanges(fresh, await machineState(lab))).toEqual({});
  });
});
