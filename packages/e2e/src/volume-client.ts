/** What users do with volumes, by the SDK that everybody uses; prints what became of them as JSON. Run by root, who can read their files. */
export const USE_VOLUMES = `
import hashlib, json, os, time
import openstack

DIRECTORY = '/opt/openstack/data/cinder/volumes'
MEGABYTE, GIGABYTE = 2 ** 20, 2 ** 30
cloud = openstack.connect(cloud='devstack')
volumes = cloud.block_storage
found = {}

def ready(volume):
    return volumes.wait_for_status(volume, 'available', ['error', 'error_restoring', 'error_extending'], interval=0.2, wait=60)

def file_of(kind, one):
    return f'{DIRECTORY}/{kind}-{one.id}'

def look(kind, one):
    path = file_of(kind, one)
    with open(path, 'rb') as file:
        is_same = hashlib.sha256(file.read(MEGABYTE)).hexdigest() == content
    state = os.stat(path)
    return {'same': is_same, 'gigabytes': state.st_size / GIGABYTE, 'sparse': state.st_blocks * 512 < 4 * MEGABYTE}

with open('/dev/shm/disk.img', 'wb') as file:
    file.write(os.urandom(MEGABYTE))
with open(file.name, 'rb') as file:
    content = hashlib.sha256(file.read()).hexdigest()
image = cloud.create_image('disk', filename=file.name, disk_format='raw', container_format='bare', wait=True)
os.remove(file.name)

disk = ready(volumes.create_volume(name='disk', size=1, image_id=image.id))
found['of an image'] = look('volume', disk)
snapshot = ready(volumes.create_snapshot(name='then', volume_id=disk.id))
found['snapshot'] = look('snapshot', snapshot)
restored = ready(volumes.create_volume(name='restored', size=2, snapshot_id=snapshot.id))
found['of a snapshot'] = look('volume', restored)
clone = ready(volumes.create_volume(name='clone', size=1, source_volume_id=disk.id))
volumes.extend_volume(clone, 3)
while volumes.get_volume(clone).size != 3:
    time.sleep(0.2)
found['clone, extended'] = look('volume', clone)

with open(file_of('volume', disk), 'r+b') as file:
    file.write(b'x' * MEGABYTE)
volumes.revert_volume_to_snapshot(disk, snapshot)
while volumes.get_volume(disk).status == 'reverting':
    time.sleep(0.2)
found['reverted'] = look('volume', ready(volumes.get_volume(disk)))

copy = volumes.upload_volume_to_image(disk, 'copy', disk_format='qcow2', container_format='bare')
ready(volumes.get_volume(disk))
copied = cloud.image.wait_for_status(cloud.image.find_image('copy'), 'active', wait=60)
found['image of a volume'] = {'format': copied.disk_format, 'small': copied.size < 4 * MEGABYTE}

for one in copied, image:
    cloud.image.delete_image(one)
volumes.delete_snapshot(snapshot)
volumes.wait_for_delete(snapshot, interval=0.2)
for one in disk, restored, clone:
    volumes.delete_volume(one)
    volumes.wait_for_delete(one, interval=0.2)
found['left'] = os.listdir(DIRECTORY)
print(json.dumps(found))
`;

export const KEEP_VOLUME = `
import openstack
cloud = openstack.connect(cloud='devstack')
volume = cloud.create_volume(1, name='kept', wait=True)
with open(f'/opt/openstack/data/cinder/volumes/volume-{volume.id}', 'r+b') as file:
    file.write(b'kept')
print(volume.status)
`;

export const FIND_VOLUME = `
import openstack
cloud = openstack.connect(cloud='devstack')
volume = cloud.block_storage.find_volume('kept')
with open(f'/opt/openstack/data/cinder/volumes/volume-{volume.id}', 'rb') as file:
    print(volume.status, file.read(4).decode())
`;
