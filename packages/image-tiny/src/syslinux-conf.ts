/**
 * Both consoles show what the kernel says; programs that write to the console write to the serial one, because it is the last. Nobody is in this
 * machine who must be kept apart from somebody: without mitigations it boots faster where it is emulated.
 */
const ARGUMENTS = 'console=tty1 console=ttyS0 mitigations=off random.trust_cpu=on panic=10';

export const SYSLINUX_CONF = `default tiny
prompt 0
label tiny
  linux vmlinuz
  initrd initrd
  append ${ARGUMENTS}
`;
