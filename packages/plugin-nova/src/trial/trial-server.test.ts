import {credentialsFrom, openSession} from '@devstack/openstack';
import {expect, test} from 'vitest';
import {ENVIRONMENT, FakeCompute} from '../testing/fake-compute.ts';
import {Trial} from './trial.ts';
import {TrialServers} from './trial-server.ts';

test('the reason of a failure is waited for: it is written after the state', async () => {
  const failed = {status: 'ERROR', addresses: {}, flavor: {ram: 64, disk: 1, vcpus: 1}};
  const answers = [
    {...failed, status: 'BUILD'},
    failed,
    failed,
    {...failed, fault: {message: 'No valid host was found.'}},
  ];
  const compute = new FakeCompute()
    .on('GET /servers/s1', () => [200, {server: answers.length > 1 ? answers.shift() : answers[0]}])
    .on('GET /os-services?binary=nova-compute', () => [
      200,
      {services: [{host: 'compute-1', state: 'up', status: 'disabled', disabled_reason: 'maintenance'}]},
    ]);
  const session = openSession(compute, credentialsFrom({...ENVIRONMENT, OS_PASSWORD: 'pw'}));
  const servers = new TrialServers(new Trial(session, new AbortController().signal, () => undefined));
  await expect(servers.untilActive('s1')).rejects.toThrow(
    'cannot bring server s1 to be ACTIVE: no compute takes servers: compute-1 is disabled (maintenance)',
  );
});
