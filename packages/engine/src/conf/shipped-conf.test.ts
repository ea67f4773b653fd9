import {readFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {PASSWORDS} from '../config/core-options.ts';
import {loadConfiguration} from '../config/load-configuration.ts';
import {findOldName, readOldNames} from '../config/old-names.ts';
import {declarationOf, readSchema} from '../config/schema.ts';
import {LocalHost} from '../host/local-host.ts';
import {packagesDirectory, shippedRegistry} from '../testing/shipped-plugins.ts';
import {confNames} from './conf-file.ts';
import {confSources} from './conf-sources.ts';
import {readDistro} from './distro.ts';
import {readPersona} from './persona.ts';
import {readRelease} from './release.ts';

/** What its stack.ini had, by section. */
const OLD_OPTIONS: Readonly<Record<string, string>> = {
  default: 'rabbit_host syslog run_type service_wait_seconds',
  DEFAULT: 'run_type',
  upstart: 'respawn start_event stop_event',
  host: 'ip',
  db: 'sql_host sql_user port type',
  rabbit: 'host port',
  keystone:
    'keystone_auth_host keystone_auth_port keystone_auth_protocol keystone_service_host keystone_service_port keystone_service_protocol',
  nova: `verbose logdir api_rate_limit allow_admin_api nova_version scheduler fixed_range fixed_network_size network_manager public_interface
    flat_interface vlan_interface flat_network_bridge floating_range test_floating_pool test_floating_range vncproxy_url xvpvncproxy_url
    vncserver_listen vncserver_proxyclient_address ec2_dmz_host libvirt_firewall_driver volume_group volume_backing_file
    volume_backing_file_size volume_name_prefix volume_name_postfix instance_name_prefix instance_name_postfix instances_path multi_host
    virt_driver libvirt_type img_service glance_server extra_flags extra_opts xa_connection_url xa_connection_username xs_firewall_driver
    xs_flat_interface xs_flat_network_bridge do_root_wrap`.replaceAll(/\s+/g, ' '),
  extern: 'ec2_url s3_url ec2_user_id ec2_cert_fn nova_cert_fn',
  git: 'nova_repo nova_branch glance_repo horizon_branch',
  melange: 'm_port m_host m_mac_range',
  quantum: 'q_host q_port q_plugin ovs_bridge ovs_bridge_external_name',
  horizon: 'apache_user apache_group port',
  swift: 'data_location swift_user swift_group loopback_disk_size partition_power_size',
  img: 'image_urls',
  glance: 'host port protocol image_urls',
  passwords: 'sql rabbit horizon_keystone_admin service_token service_password xenapi_connection swift_hash',
};

const registry = shippedRegistry();
const settings = {conf: path.join(packagesDirectory, 'cli/conf'), variables: {}, home: os.tmpdir(), cwd: '/'};
const sources = confSources(settings, registry);

test('every plugin that devstack ships has a manifest without faults', () => {
  expect(registry.problems()).toEqual([]);
});

test('the configuration that devstack ships is valid', async () => {
  const configuration = await loadConfiguration(settings, registry, new LocalHost({PATH: process.env.PATH}));
  expect(configuration.get('default', 'persona')).toBe('cloud');
  expect(configuration.get('default', 'release')).toBeUndefined();
  expect(configuration.get('default', 'directory')).toMatch(/\/openstack$/);
});

test('every shipped persona has on every shipped distro its packages and versions, from every origin that both have', async () => {
  const personas = await confNames(sources, 'personas');
  const distros = await confNames(sources, 'distros');
  expect([personas.length > 0, distros.length > 0]).toEqual([true, true]);
  for (const name of personas) {
    const {components} = await readPersona(sources, registry, name, '/');
    for (const id of distros) {
      const distro = await readDistro(sources, registry, {}, id);
      for (const component of components) {
        const {origins = ['distro']} = registry.describe('component', component.name).provided;
        for (const origin of origins) {
          if (distro.series(origin) === undefined && origins.length > 1) continue;
          const series = distro.series(origin) ?? distro.series('pypi')!;
          const part = (await readRelease(sources, registry, series)).part(component.name, origin);
          expect(part.series).toBe(series);
          expect(distro.part(component.name, origin).id).toBe(id);
        }
      }
    }
  }
});

test('what an old option is called now exists, and no name that exists is called old', async () => {
  const names = await readOldNames(settings.conf);
  const schema = readSchema(registry);
  const isThere = (name: string): boolean => {
    const [section = '', option] = name.split('.');
    return option === undefined
      ? schema.sections.has(section)
      : section === PASSWORDS || declarationOf(schema, section, option) !== undefined;
  };
  const targets = Object.values(names).flatMap((name) => ('now' in name ? [name.now] : []));
  expect(targets.filter((name) => !isThere(name))).toEqual([]);
  const options = Object.keys(names).filter((name) => name.includes('.') && !name.startsWith(`${PASSWORDS}.`));
  expect(options.filter(isThere)).toEqual([]);
});

test('every option of DEVSTACKpy is known or answered', async () => {
  const names = await readOldNames(settings.conf);
  const schema = readSchema(registry);
  const unanswered = Object.entries(OLD_OPTIONS).flatMap(([section, options]) =>
    options
      .split(' ')
      .filter((option) => declarationOf(schema, section, option) === undefined)
      .filter((option) => findOldName(names, section, option) === undefined)
      .map((option) => `${section}.${option}`),
  );
  expect(unanswered).toEqual([]);
});

test('what the shipped configuration shows as a comment exists, too', () => {
  const content = readFileSync(path.join(settings.conf, 'stack.ini'), 'utf8');
  const schema = readSchema(registry);
  let section = '';
  const shown: string[] = [];
  for (const line of content.split('\n')) {
    section = /^(?:# )?\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const option = /^# (\w+) =/.exec(line)?.[1];
    if (option !== undefined) shown.push(`${section}.${option}`);
  }
  expect(shown).toContain('nova.computes');
  expect(shown.filter((it) => !declarationOf(schema, it.split('.')[0]!, it.split('.')[1]!))).toEqual([]);
});
