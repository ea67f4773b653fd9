import {expect, test} from 'vitest';
import {parseKernelPackage} from './kernel-output.ts';
import {parseLibraries} from './library-output.ts';

test('the kernel is what the package of the newest one depends on', () => {
  const output = 'linux-image-cloud-amd64\n  Depends: linux-image-6.1.0-56-cloud-amd64\n';
  expect(parseKernelPackage(output)).toBe('linux-image-6.1.0-56-cloud-amd64');
  expect(parseKernelPackage('')).toBeUndefined();
});

test('libraries are those that the loader found, and those that it did not are named', () => {
  const output = `\tlinux-vdso.so.1 (0x00007fa17313e000)
\tlibtomcrypt.so.1 => not found
\tlibz.so.1 => /t/lib/x86_64-linux-gnu/libz.so.1 (0x00007fa1730e3000)
\t/lib64/ld-linux-x86-64.so.2 => /t/lib64/ld-linux-x86-64.so.2 (0x00007fa173140000)
`;
  expect(parseLibraries(output)).toEqual({
    found: ['/t/lib/x86_64-linux-gnu/libz.so.1', '/t/lib64/ld-linux-x86-64.so.2'],
    missing: ['libtomcrypt.so.1'],
  });
});
