/** What became of an option or a section of DEVSTACKpy: the name it has now, or why there is none. */
export type OldName = {readonly now: string} | {readonly gone: string};

const ownServer = 'devstack runs a server of its own, on the address of default.bind_address';
const byNeutron = 'networks are made by neutron: see neutron.networks';

/** By `section` and by `section.option`; the option counts more. */
export const OLD_NAMES: Readonly<Record<string, OldName>> = {
  DEFAULT: {now: 'default'},
  host: {now: 'default'},
  'host.ip': {now: 'default.client_address'},
  'default.run_type': {now: 'default.runner'},
  'default.rabbit_host': {gone: ownServer},
  'default.syslog': {gone: 'each service has a log of its own: devstack logs'},
  'default.service_wait_seconds': {gone: 'devstack waits until a service answers'},
  db: {now: 'database'},
  'db.type': {now: 'database.engine'},
  'db.sql_host': {gone: ownServer},
  'db.sql_user': {gone: 'each component has a user of its own'},
  'db.port': {now: 'database.mariadb_port'},
  rabbit: {now: 'rabbitmq'},
  'keystone.keystone_auth_host': {now: 'default.client_address'},
  'keystone.keystone_auth_port': {gone: 'Keystone has one port: keystone.port'},
  'keystone.keystone_auth_protocol': {gone: 'the services of a development cloud speak http'},
  'keystone.keystone_service_host': {now: 'default.client_address'},
  'keystone.keystone_service_port': {now: 'keystone.port'},
  'keystone.keystone_service_protocol': {gone: 'the services of a development cloud speak http'},
  'nova.verbose': {now: 'nova.debug'},
  'nova.logdir': {gone: 'logs are in <directory>/logs'},
  'nova.nova_version': {now: 'default.release'},
  'nova.virt_driver': {now: 'nova.hypervisor'},
  'nova.libvirt_type': {now: 'nova.hypervisor'},
  'nova.network_manager': {gone: byNeutron},
  'nova.fixed_range': {gone: byNeutron},
  'nova.fixed_network_size': {gone: byNeutron},
  'nova.floating_range': {gone: byNeutron},
  'nova.test_floating_pool': {gone: byNeutron},
  'nova.test_floating_range': {gone: byNeutron},
  'nova.public_interface': {gone: byNeutron},
  'nova.flat_interface': {gone: byNeutron},
  'nova.flat_network_bridge': {gone: byNeutron},
  'nova.vlan_interface': {gone: byNeutron},
  'nova.multi_host': {gone: byNeutron},
  'nova.volume_group': {gone: 'volumes are made by cinder'},
  'nova.volume_backing_file': {gone: 'volumes are made by cinder'},
  'nova.volume_backing_file_size': {gone: 'volumes are made by cinder'},
  extern: {gone: 'the EC2 and S3 interfaces have left nova'},
  git: {gone: 'where code comes from is in conf/releases/<series>.yaml; a file of your own may say otherwise'},
  melange: {now: 'neutron'},
  quantum: {now: 'neutron'},
  'quantum.q_port': {now: 'neutron.port'},
  'quantum.q_host': {now: 'default.client_address'},
  'quantum.q_plugin': {gone: 'neutron works with ML2 and OVN'},
  img: {now: 'glance'},
  'img.image_urls': {now: 'glance.images'},
  'glance.image_urls': {now: 'glance.images'},
  'passwords.sql': {gone: 'secrets are named component.name; the databases have one each'},
  'passwords.rabbit': {gone: 'secrets are named component.name; RabbitMQ has its own'},
  'passwords.horizon_keystone_admin': {now: 'passwords.keystone.admin_password'},
  'passwords.service_token': {gone: 'Keystone needs no token any more: it is set up with keystone-manage bootstrap'},
  'passwords.service_password': {gone: 'each service has a password of its own: component.service_password'},
};

export function oldName(section: string, option: string): OldName | undefined {
  return OLD_NAMES[`${section}.${option}`] ?? OLD_NAMES[section];
}
