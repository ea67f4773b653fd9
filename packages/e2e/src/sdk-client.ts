import type {Lab} from './lab.ts';

/** Makes a server with the SDK that everybody uses, through the entry in clouds.yaml. */
export const CREATE_SERVER = `
import openstack, os
cloud = openstack.connect(cloud='devstack')
network = cloud.network.find_network('private')
flavor = cloud.compute.find_flavor('m1.nano')
with open('/dev/shm/tiny.img', 'wb') as file:
    file.write(os.urandom(2 ** 20))
image = cloud.create_image('tiny', filename=file.name, disk_format='raw', container_format='bare', wait=True)
os.remove(file.name)
server = cloud.compute.create_server(name='keeps', image_id=image.id, flavor_id=flavor.id, networks=[{'uuid': network.id}])
server = cloud.compute.wait_for_server(server)
print(server.status, server.addresses['private'][0]['addr'])
`;

export const FIND_SERVER = `
import openstack
cloud = openstack.connect(cloud='devstack')
# The SDK of Zed finds a server without its addresses.
server = cloud.compute.get_server(cloud.compute.find_server('keeps').id)
image = cloud.image.find_image('tiny')
print(server.status, server.addresses['private'][0]['addr'], image.status)
`;

/** With the entry in the user's own clouds.yaml, and nothing else; what Python caches by itself is no matter of devstack. */
export async function runSdk(lab: Lab, interpreter: string, script: string): Promise<string> {
  const env = {XDG_CACHE_HOME: '/dev/shm'};
  try {
    return (await lab.run([interpreter, '-Bc', script], {timeoutMs: 120_000, env})).stdout;
  } finally {
    await lab.run(['rm', '-rf', '/dev/shm/python-entrypoints']);
  }
}
