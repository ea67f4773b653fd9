/**
 * A guest of sixteen bytes in real mode: 200,000 times `dec ecx; jnz`, then `hlt`. Prints how many million instructions it ran per second.
 * Exits with 1 when the kernel refuses, or when the guest ends otherwise.
 */
export const KVM_LOOP = `
import ctypes, fcntl, mmap, os, struct, sys, time
libc = ctypes.CDLL(None, use_errno=True)
def io(fd, request, argument=0):
    result = libc.ioctl(fd, ctypes.c_ulong(request), argument)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
COUNT = 200000
kvm = os.open('/dev/kvm', os.O_RDWR | os.O_CLOEXEC)
machine = io(kvm, 0xAE01, ctypes.c_ulong(0))
memory = mmap.mmap(-1, 0x2000, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
memory[0:16] = (b'\\x66\\xb9' + struct.pack('<I', COUNT) + b'\\x66\\x49\\x75\\xfc\\xf4').ljust(16, b'\\xf4')
address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
io(machine, 0x4020AE46, ctypes.create_string_buffer(struct.pack('<IIQQQ', 0, 0, 0, 0x2000, address)))
processor = io(machine, 0xAE41, ctypes.c_ulong(0))
run = mmap.mmap(processor, io(kvm, 0xAE04, ctypes.c_ulong(0)))
special = ctypes.create_string_buffer(312)
io(processor, 0x8138AE83, special)
segments = bytearray(special.raw)
segments[0:8] = b'\\0' * 8
segments[12:14] = b'\\0\\0'
io(processor, 0x4138AE84, ctypes.create_string_buffer(bytes(segments), 312))
io(processor, 0x4090AE82, ctypes.create_string_buffer(struct.pack('<18Q', *([0] * 16 + [0, 2])), 144))
start = time.monotonic()
io(processor, 0xAE80, ctypes.c_ulong(0))
seconds = time.monotonic() - start
reason = struct.unpack_from('<I', run, 8)[0]
if reason != 5:
    sys.exit('the guest ended with %d, not with hlt' % reason)
print('%.2f' % (2 * COUNT / seconds / 1e6))
`;
