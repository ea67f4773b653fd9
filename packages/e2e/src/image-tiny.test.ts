import {statSync} from 'node:fs';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {createLab, type Lab} from './index.ts';
import {PlainGuest} from './plain-guest.ts';

const MEBIBYTE = 1024 * 1024;
const uuid = '83679162-1378-4288-a2d4-70e13ec132aa';
const script = '#!/bin/sh\necho the script of $(hostname) was run\nexit 3\n';

describe('on a machine with apt', () => {
  let lab: Lab;
  let guest: PlainGuest | undefined;

  beforeAll(async () => {
    lab = await createLab({user: 'root'});
    await lab.run(['apt-get', 'update', '-q']);
    const packages = ['qemu-system-x86', 'openssh-client'];
    await lab.run(['apt-get', 'install', '-qy', '--no-install-recommends', ...packages], {timeoutMs: 500_000});
    await lab.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '/root/key']);
  });
  afterEach(async () => {
    await guest?.end();
    guest = undefined;
  });
  afterAll(() => lab?.destroy());

  const inLab = (path: string) => `/proc/${lab.pid}/root${path}`;
  const installed = async () => (await lab.run(['dpkg-query', '-W'])).stdout;
  const build = (...args: string[]) =>
    lab.run(['devstack', 'image', 'build', 'tiny', '--json', ...args], {env: {DEVSTACK_DEFAULT__CACHE: '/root/cache'}});

  test('a disk of some 20 MB is made in seconds, and nothing is installed for it', async () => {
    const before = await installed();
    const begin = Date.now();
    const built = JSON.parse((await build()).stdout);
    expect(Date.now() - begin).toBeLessThan(120_000);
    expect(built).toMatchObject({path: '/root/tiny.img', checksum: expect.stringMatching(/^sha256:[0-9a-f]{64}$/)});
    const {size} = statSync(inLab('/root/tiny.img'));
    expect(size).toBe(built.bytes);
    expect(size / MEBIBYTE).toBeGreaterThan(10);
    expect(size / MEBIBYTE).toBeLessThan(30);
    expect(await installed()).toBe(before);
    expect((await lab.run(['ls', '-A', '/root/cache/built-images'])).stdout).toBe('tiny\n');
  });

  test('a second one needs no network, and no file is overwritten', async () => {
    const refused = await lab.run(['devstack', 'image', 'build', 'tiny'], {allowFailure: true});
    expect(refused).toMatchObject({code: 2, stdout: ''});
    expect(refused.stderr).toContain('cannot write image /root/tiny.img: it is there already');
    const argv = ['unshare', '--net', 'devstack', 'image', 'build', 'tiny', '--output', 'again.img'];
    await lab.run(argv, {env: {DEVSTACK_DEFAULT__CACHE: '/root/cache'}});
    await lab.run(['cmp', 'tiny.img', 'again.img']);
  });

  test('it boots with 128 MB: address, metadata, host name, keys, user data, and the power button', async () => {
    const key = await lab.readFile('/root/key.pub');
    const metadata = {
      '/openstack/latest/meta_data.json': JSON.stringify({uuid, public_keys: {mine: key}, hostname: 'guest-1.local'}),
      '/openstack/latest/user_data': script,
    };
    guest = await PlainGuest.start(lab, {disk: '/root/tiny.img', memoryMb: 128, metadata});
    await guest.untilSaid('user space up, kernel \\S+-cloud-amd64');
    await guest.untilSaid('address 169\\.254\\.169\\.9/24 on eth0');
    await guest.untilSaid(`metadata of ${uuid}`);
    await guest.untilSaid('ssh ready, 1 keys, SHA256:');
    await guest.untilSaid('ready as guest-1.local');
    await guest.untilSaid('user data ended with status 3');
    expect(guest.console()).toContain('the script of guest-1.local was run\n');

    for (const user of ['root', 'tiny', 'devstack']) {
      expect(await guest.ssh(user, 'whoami; hostname')).toMatchObject({code: 0, stdout: `${user}\nguest-1.local\n`});
    }
    await lab.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '/root/other']);
    expect(await guest.ssh('root', 'true', '/root/other')).toMatchObject({code: 255});
    expect(await guest.get()).toBe('hello from guest-1.local\n');

    await guest.monitor('system_powerdown');
    await guest.untilSaid('power button');
    expect(await guest.qemu.done).toMatchObject({code: 0});
    expect(guest.console()).toContain('reboot: Power down');
  });

  test('a volume that is attached while it runs keeps what was written', async () => {
    const key = await lab.readFile('/root/key.pub');
    const metadata = {'/openstack/latest/meta_data.json': JSON.stringify({uuid, public_keys: {mine: key}})};
    await lab.run(['truncate', '-s', '64M', '/root/volume.img']);
    guest = await PlainGuest.start(lab, {disk: '/root/tiny.img', memoryMb: 128, metadata});
    await guest.untilSaid('ready as');
    const attach = async () => {
      await guest!.monitor('drive_add 0 if=none,file=/root/volume.img,format=raw,id=volume');
      await guest!.monitor('device_add virtio-blk-pci,drive=volume,id=disk1');
      await guest!.ssh('root', 'until [ -b /dev/vdb ]; do sleep 1; done');
    };
    await attach();
    const write = 'mke2fs /dev/vdb >/dev/null && mount /dev/vdb /mnt && echo kept >/mnt/note && umount /mnt && sync';
    expect(await guest.ssh('root', write)).toMatchObject({code: 0});
    await guest.monitor('device_del disk1');
    await guest.ssh('root', 'while [ -b /dev/vdb ]; do sleep 1; done');
    await attach();
    expect(await guest.ssh('root', 'mount /dev/vdb /mnt && cat /mnt/note')).toMatchObject({code: 0, stdout: 'kept\n'});
  });

  test('without metadata it goes on in bounded time', async () => {
    guest = await PlainGuest.start(lab, {disk: '/root/tiny.img', memoryMb: 128});
    await guest.untilSaid('no metadata');
    expect(await guest.untilSaid('ready as tiny')).toBeLessThan(100);
  });
});

test('an ordinary user makes one, also where apt has no lists yet', async () => {
  const lab = await createLab({user: 'ordinary'});
  try {
    await lab.run(['devstack', 'image', 'build', 'tiny', '--output', 'guest.img']);
    expect((await lab.run(['stat', '-c', '%U', 'guest.img'])).stdout).toBe('dev\n');
    expect((await lab.run(['ls', '-A', '/home/dev'])).stdout).not.toContain('tiny');
  } finally {
    await lab.destroy();
  }
});

test('an image that nobody builds is refused by name', async () => {
  const lab = await createLab({network: 'none'});
  try {
    const {code, stderr} = await lab.run(['devstack', 'image', 'build', 'huge'], {allowFailure: true});
    expect({code, stderr}).toEqual({
      code: 2,
      stderr: expect.stringContaining("cannot build image 'huge': installed plugins build tiny"),
    });
  } finally {
    await lab.destroy();
  }
});
