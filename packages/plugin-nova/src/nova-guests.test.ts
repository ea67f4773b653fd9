import {describe, expect, test} from 'vitest';
import {contentOf, create, everything, find, guests, root, section} from './testing/nova-settings.ts';

describe('with real guests', () => {
  test('auto is libvirt for root, and it requires the component; what others give is optional', () => {
    expect(create(guests).requires()).toContain('libvirt');
    expect(create().requires()).not.toContain('libvirt');
    const optional = create(guests)
      .uses()
      .filter((use) => use.optional);
    expect(optional.map(({capability}) => capability)).toEqual(['volumes', 'switch', 'console']);
  });

  test('auto is the fake one where the distro file has a reason against guests, which is said; who asks for them gets them', () => {
    const elsewhere = {...guests, distro: {settings: {'no-guests': 'nobody packs libvirt here'}}};
    expect(create(elsewhere).requires()).not.toContain('libvirt');
    expect(create(elsewhere).notes()).toEqual([expect.stringContaining('fake, because nobody packs libvirt here: ')]);
    expect(create({...elsewhere, options: {hypervisor: 'libvirt'}}).requires()).toContain('libvirt');
  });

  test('the compute is root, has the binding, and reads a file more for each thing that guests can have', () => {
    const [compute, bare] = [everything, guests].map((settings) => find(create(settings).start(), 'compute')!);
    const argv = (compute!.args as {argv: string[]}).argv.filter((word) => word.endsWith('.conf'));
    const names = ['nova-compute', 'nova-volumes', 'nova-libvirt', 'nova-switch', 'nova-screens'];
    expect(argv).toEqual(names.map((name) => `${root}/etc/nova/${name}.conf`));
    expect(compute!.args).toMatchObject({as: 'root', env: {PYTHONPATH: '/binding'}});
    expect(compute!.needs).toEqual(expect.arrayContaining(['libvirt/service:libvirtd', 'neutron/service:ovs-switch']));
    expect((bare!.args as {argv: string[]}).argv.at(-1)).toBe(`${root}/etc/nova/nova-libvirt.conf`);
  });

  test('its helper that works as root reads the same configuration, without sudo', () => {
    const libvirt = contentOf(create(guests), 'nova-libvirt.conf');
    expect(section(libvirt, 'libvirt')).toContain('connection_uri = qemu+unix:///system?socket=/s\nvirt_type = qemu\n');
    const files = `--config-file ${root}/etc/nova/nova-compute.conf --config-file ${root}/etc/nova/nova-libvirt.conf`;
    expect(section(libvirt, 'nova_sys_admin')).toContain(`helper_command = ${root}/venv/bin/privsep-helper ${files}\n`);
    expect(section(contentOf(create(everything), 'nova-switch.conf'), 'os_vif_ovs')).toContain('unix:/db.sock');
  });

  test('the API reads what it must know of volumes and consoles', () => {
    const env = {OS_NOVA_CONFIG_FILES: expect.stringMatching(/;nova\.conf;nova-volumes\.conf;nova-screens\.conf$/)};
    expect(find(create(everything).start(), 'api')?.args).toMatchObject({env});
    const volumes = section(contentOf(create(everything), 'nova-volumes.conf'), 'cinder');
    expect(volumes).toContain('catalog_info = block-storage:cinder:publicURL\n');
  });

  test('a server that the only compute cannot build is tried once: its fault is the reason', () => {
    expect(section(contentOf(create(guests), 'nova.conf'), 'scheduler')).toContain('max_attempts = 1\n');
    expect(section(contentOf(create(), 'nova.conf'), 'scheduler')).toContain('max_attempts = 3\n');
  });

  test('before the compute stops its servers are switched off, while all that this needs is there', () => {
    const step = find(create(everything).postStart(), 'compute-1');
    const [servers] = create(everything)
      .postStart()
      .filter(({kind}) => kind === 'running-servers');
    expect(step?.kind).toBe('compute-host');
    expect(servers?.needs).toEqual([
      ...['service:compute', 'service:conductor', 'service:api', 'catalog:nova'],
      ...['neutron/service:api', 'neutron/service:ovs-switch'],
    ]);
  });

  test('several computes are refused: a machine has one libvirt', () => {
    expect(create({...guests, options: {computes: 2}}).verify()).toEqual([
      {
        message: '2 computes cannot share one libvirt, and a machine has one',
        suggestion: '--set nova.computes=1, or --set nova.hypervisor=fake to try the scheduler',
      },
    ]);
  });
});
