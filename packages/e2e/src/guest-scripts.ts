/** Programs for `runSdk` that make a server of the image `tiny` and watch it. No network: a hypervisor is all that they try. */
const CONNECT = `
import openstack, sys, time
cloud = openstack.connect(cloud='devstack')
# The first in which a server can be without networks.
cloud.compute.default_microversion = '2.37'

def until(server, status, timeout):
    end = time.monotonic() + timeout
    while server.status != status:
        if server.status == 'ERROR' or time.monotonic() > end:
            sys.exit('the server is %s: %s' % (server.status, server.fault))
        time.sleep(0.3)
        server = cloud.compute.get_server(server.id)
    return server

def find():
    return cloud.compute.get_server(cloud.compute.find_server('guest').id)
`;

export const CREATE_GUEST = `${CONNECT}
image = cloud.image.find_image('tiny')
flavor = cloud.compute.find_flavor('m1.tiny')
server = cloud.compute.create_server(name='guest', image_id=image.id, flavor_id=flavor.id, networks='none')
print(until(server, 'ACTIVE', 120).status)
`;

/** Waits until the console of a guest has a line, as a regular expression. */
export const consoleSays = (pattern: string) => `${CONNECT}
import re
end = time.monotonic() + 150
while True:
    output = cloud.compute.get_server_console_output(find().id)['output'] or ''
    if re.search(${JSON.stringify(pattern)}, output, re.M):
        break
    if time.monotonic() > end:
        sys.exit('the console says: ' + output[-1000:])
    time.sleep(0.5)
`;

export const guestBecomes = (status: string) => `${CONNECT}
print(until(find(), '${status}', 100).status)
`;

/** @param action a method of the SDK: `start_server` */
export const changeGuest = (action: string, status: string) => `${CONNECT}
server = find()
cloud.compute.${action}(server.id)
print(until(server, '${status}', 100).status)
`;
