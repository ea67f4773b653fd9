import {expect, test} from 'vitest';
import {insidePath, isOfNamespace} from './inside-path.ts';

test.each([
  ['/opt/openstack/etc/keystone/keystone.conf', '/opt/openstack/etc/keystone/keystone.conf'],
  ['/proc/12/stat', '/proc/7/root/proc/12/stat'],
  ['/proc', '/proc/7/root/proc'],
  ['/proc/self/mountinfo', '/proc/7/mountinfo'],
  ['/proc/net/tcp', '/proc/7/net/tcp'],
  ['/proc/selfish', '/proc/7/root/proc/selfish'],
  ['/proc/stat', '/proc/7/root/proc/stat'],
  ['/run/libvirt/sock', '/proc/7/root/run/libvirt/sock'],
  ['/running', '/running'],
  ['/sys/class/net/br-ex', '/proc/7/root/sys/class/net/br-ex'],
  ['/dev/shm/x', '/proc/7/root/dev/shm/x'],
  ['/dev/null', '/dev/null'],
  ['/etc/resolv.conf', '/proc/7/root/etc/resolv.conf'],
])('%s of a cloud is %s of the machine', (inside, outside) => {
  expect(insidePath(inside, 7)).toBe(outside);
});

test('processes, sockets and what lay in memory go with the namespaces; what is of the machine stays', () => {
  expect(['/proc', '/proc/12/stat', '/proc/net/tcp', '/run/x', '/dev/shm'].filter(isOfNamespace)).toHaveLength(5);
  expect(['/proc/stat', '/proc/self/auxv', '/opt/x', '/etc/hosts'].filter(isOfNamespace)).toEqual([]);
});
