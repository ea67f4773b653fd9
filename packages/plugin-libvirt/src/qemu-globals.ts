/** What a network card of virtio may leave to the host. */
const OFFLOADS = ['csum', 'guest_csum', 'gso', 'host_tso4', 'host_tso6', 'host_ecn', 'host_ufo'];

/** Options of QEMU for guests behind a switch in user space: it passes packets on whose checksums nobody has filled in. */
export function qemuGlobals(): readonly string[] {
  return OFFLOADS.map((offload) => `-global virtio-net-device.${offload}=off`);
}
