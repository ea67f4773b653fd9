import {expect, test} from 'vitest';
import {isTar, probeCompression, probeDisk} from './image-format.ts';
import {qcow2, raw, tarOf, vmdk} from './testing/sample-images.ts';

const at = (offset: number, bytes: string): Buffer => {
  const image = Buffer.alloc(64 * 1024);
  image.write(bytes, offset, 'latin1');
  return image;
};

test('a format is told by its content', () => {
  expect(probeDisk(qcow2()).diskFormat).toBe('qcow2');
  expect(probeDisk(at(0, 'vhdxfile')).diskFormat).toBe('vhdx');
  expect(probeDisk(at(0, 'conectix')).diskFormat).toBe('vhd');
  expect(probeDisk(at(64, '\x7f\x10\xda\xbe')).diskFormat).toBe('vdi');
  expect(probeDisk(at(32_769, 'CD001')).diskFormat).toBe('iso');
  expect(probeDisk(raw()).diskFormat).toBe('raw');
  expect(probeDisk(Buffer.from('x')).diskFormat).toBe('raw');
});

test('a VMDK that is whole tells its kind and its adapter', () => {
  const whole = 'createType="streamOptimized"\nRDW\nRW 32768 SPARSE "disk.vmdk"\nddb.adapterType = "lsilogic"\n';
  expect(probeDisk(vmdk(whole))).toEqual({
    diskFormat: 'vmdk',
    properties: {vmware_disktype: 'streamOptimized', vmware_adaptertype: 'lsilogic'},
  });
});

test.each([
  ['a qcow2 with a backing file', qcow2({backing: '/etc/shadow'}), "a qcow2 image with a backing file, '/etc/shadow'"],
  ['a qcow2 with its data elsewhere', qcow2({hasDataFile: true}), 'a qcow2 image with its data in another file'],
  ['a qcow2 that is cut off', qcow2().subarray(0, 20), 'its qcow2 header is cut off'],
  ['a VMDK descriptor', Buffer.from('# Disk DescriptorFile\n'), 'a VMDK descriptor that refers to other files'],
  ['a VMDK in parts', vmdk('createType="twoGbMaxExtentSparse"\n'), 'a VMDK image of type twoGbMaxExtentSparse'],
  [
    'a VMDK with a path',
    vmdk('createType="monolithicSparse"\nRW 8 SPARSE "/etc/shadow"\n'),
    'refers to other files: RW 8',
  ],
  [
    'a VMDK with two',
    vmdk('createType="monolithicSparse"\nRW 8 SPARSE "a"\nRW 8 FLAT "b" 0\n'),
    'refers to other files',
  ],
])('%s is refused', (_, image, reason) => {
  expect(() => probeDisk(image)).toThrow(reason);
});

test('compression and archives are told by their content too', () => {
  const hex = (digits: string) => probeCompression(Buffer.from(digits, 'hex'));
  expect([hex('1f8b0800'), hex('fd377a585a00'), hex('425a6839'), hex('28b52ffd')]).toEqual(['gz', 'xz', 'bz2', 'zst']);
  expect(probeCompression(raw())).toBeUndefined();
  expect(isTar(tarOf({'a.img': raw()}))).toBe(true);
  expect(isTar(raw())).toBe(false);
});
