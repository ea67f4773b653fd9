"""Volumes as sparse files in a plain directory, for a cloud on one machine: no root, no device mapper, no iSCSI.

Nova's type of volume that is a file at a path, and asks for no mount and no program, is `gpfs`; the file system is any.
"""
import os

from oslo_config import cfg
from oslo_utils import fileutils, units

from cinder import exception
from cinder.image import image_utils
from cinder.volume import configuration, driver, volume_utils

OPTIONS = [cfg.StrOpt('volume_directory', help='Where the files of the volumes are.')]
cfg.CONF.register_opts(OPTIONS, group=configuration.SHARED_CONF_GROUP)


class FileDriver(driver.VolumeDriver):
    VERSION = '1.0.0'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.configuration.append_config_values(OPTIONS)

    def check_for_setup_error(self):
        if not os.access(self.configuration.volume_directory, os.W_OK | os.X_OK):
            reason = f'{self.configuration.volume_directory} is no directory where files can be made'
            raise exception.VolumeBackendAPIException(data=reason)

    def local_path(self, volume):
        return os.path.join(self.configuration.volume_directory, volume.name)

    def create_volume(self, volume):
        with self._new_file(volume) as path:
            resize(path, volume.size)

    def delete_volume(self, volume):
        fileutils.delete_if_exists(self.local_path(volume))

    def extend_volume(self, volume, new_size):
        resize(self.local_path(volume), new_size)

    def create_cloned_volume(self, volume, src_vref):
        self._copy(src_vref, volume, volume.size)

    def create_snapshot(self, snapshot):
        self._copy(snapshot.volume, snapshot, snapshot.volume_size)

    def create_volume_from_snapshot(self, volume, snapshot):
        self._copy(snapshot, volume, volume.size)

    def revert_to_snapshot(self, context, volume, snapshot):
        self._copy(snapshot, volume, volume.size)

    def delete_snapshot(self, snapshot):
        self.delete_volume(snapshot)

    def copy_image_to_volume(self, context, volume, image_service, image_id, **options):
        with self._new_file(volume) as path:
            image_utils.fetch_to_raw(
                context, image_service, image_id, path, self.configuration.volume_dd_blocksize, size=volume.size,
                run_as_root=False, **options)
            resize(path, volume.size)

    def copy_volume_to_image(self, context, volume, image_service, image_meta):
        volume_utils.upload_volume(
            context, image_service, image_meta, self.local_path(volume), volume, run_as_root=False)

    def initialize_connection(self, volume, connector, **kwargs):
        data = {'name': volume.name, 'device_path': self.local_path(volume), 'discard': True}
        return {'driver_volume_type': 'gpfs', 'data': data}

    def terminate_connection(self, volume, connector, **kwargs):
        pass

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        pass

    def remove_export(self, context, volume):
        pass

    def _update_volume_stats(self):
        space = os.statvfs(self.configuration.volume_directory)
        gigabytes = space.f_frsize / units.Gi
        self._stats = {
            'volume_backend_name': self.configuration.safe_get('volume_backend_name') or 'file',
            'vendor_name': 'devstack',
            'driver_version': self.VERSION,
            'storage_protocol': 'file',
            'total_capacity_gb': round(space.f_blocks * gigabytes, 2),
            'free_capacity_gb': round(space.f_bavail * gigabytes, 2),
            'provisioned_capacity_gb': self._promised_gigabytes(),
            'reserved_percentage': self.configuration.reserved_percentage,
            'max_over_subscription_ratio': self.configuration.max_over_subscription_ratio,
            'thin_provisioning_support': True,
            'thick_provisioning_support': False,
            'multiattach': False,
        }

    def _promised_gigabytes(self):
        with os.scandir(self.configuration.volume_directory) as files:
            return round(sum(file.stat().st_size for file in files) / units.Gi, 2)

    def _copy(self, source, target, size):
        """A copy shares its blocks with the source where the file system can do that; holes stay holes everywhere."""
        with self._new_file(target) as path:
            self._execute('cp', '--reflink=auto', '--sparse=always', self.local_path(source), path)
            resize(path, size)

    def _new_file(self, volume):
        return NewFile(self.local_path(volume))


class NewFile:
    """A file takes its place only when it is complete: of what failed nothing stays."""

    def __init__(self, path):
        self.path = path
        self.incomplete = f'{path}.incomplete'

    def __enter__(self):
        os.close(os.open(self.incomplete, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        return self.incomplete

    def __exit__(self, kind, error, trace):
        if kind is None:
            os.replace(self.incomplete, self.path)
        else:
            fileutils.delete_if_exists(self.incomplete)


def resize(path, gigabytes):
    os.truncate(path, gigabytes * units.Gi)
