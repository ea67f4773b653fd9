import {afterEach, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {programs} from './programs.ts';

let cloud: CloudLab;
afterEach(() => cloud.lab.destroy());

interface Step {
  id: string;
  kind: string;
  change: string;
  privileged?: string;
}

test('a user with sudo has a cloud of their own: only packages need root, and the plan says why', async () => {
  cloud = await CloudLab.create({user: 'ordinary', warmCache: true});
  const plan = JSON.parse((await cloud.succeed('plan', 'start', '--json')).stdout) as {root: string; steps: Step[]};
  expect(plan.root).toBe('/home/dev/openstack');
  const elevated = plan.steps.filter(({privileged}) => privileged !== undefined);
  expect(elevated).toMatchObject([{kind: 'packages', privileged: 'only root can install and remove packages'}]);

  await cloud.succeed('up');
  expect(await cloud.token()).toEqual(adminToken);
  const running = programs(cloud.lab);
  expect(running.filter(({commandLine}) => commandLine.includes('uwsgi')).length).toBeGreaterThan(1);
  expect(running.filter(({uid}) => uid !== 1000)).toEqual([]);
  expect((await cloud.lab.run(['find', cloud.root, '-not', '-user', 'dev'])).stdout).toBe('');
  expect((await cloud.lab.run(['stat', '-c', '%a', `${cloud.root}/state/secrets.json`])).stdout).toBe('600\n');
  expect((await cloud.succeed('up')).stdout).toMatch(/^nothing to do/);

  await cloud.succeed('uninstall');
  expect(await cloud.leftovers()).toEqual(nothing);
});

test('a user without sudo is told what needs root, and nothing is touched', async () => {
  cloud = await CloudLab.create({user: 'ordinary', warmCache: true});
  await cloud.lab.run(['rm', '/etc/sudoers.d/dev'], {user: 'root'});
  const {code, stdout, stderr} = await cloud.devstack(['up']);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toMatch(/^error: cannot install .*root/m);
  expect(stderr).not.toMatch(/^\s+at /m);
  const {differences, changes} = await cloud.leftovers();
  expect({paths: differences.map(({path}) => path), changes}).toEqual({paths: ['/etc/sudoers.d/dev'], changes: {}});
});
