import type {Lab} from './lab.ts';

/** A port that neutron has for a guest. */
export interface GuestPort {
  readonly port: string;
  readonly mac: string;
  readonly address: string;
}

const BUSYBOX = '/dev/shm/guest/bin/busybox';
const ON_LEASE = '/dev/shm/guest/on-lease';

/** What udhcpc runs with a lease: the address and all routes, as a guest takes them. */
const onLease = `#!${BUSYBOX} sh
[ "$1" = bound ] || exit 0
ip address add $ip/$mask dev eth0
ip link set eth0 mtu $mtu
set -- $staticroutes
while [ $# -gt 1 ]; do ip route add $1 via $2 dev eth0; shift 2; done
`;

/** A switch in user space hands on what the card would have to complete: a link that looks like a card must do that itself. */
const completeChecksums = `
import array, fcntl, socket, struct
SIOCETHTOOL, TX_CHECKSUMS = 0x8946, 0x17
value = array.array('B', struct.pack('II', TX_CHECKSUMS, 0))
request = struct.pack('16sP16x', b'eth0', value.buffer_info()[0])
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), SIOCETHTOOL, request)
`;

const serve = `
import socketserver, sys, threading
class Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b'hello from the guest')
socketserver.ThreadingTCPServer.allow_reuse_address = True
for port in map(int, sys.argv[1:]):
    server = socketserver.ThreadingTCPServer(('0.0.0.0', port), Greeter)
    threading.Thread(target=server.serve_forever).start()
`;

const fetch = `
import sys, time, urllib.error, urllib.request
deadline = time.time() + 90
while True:
    try:
        print(urllib.request.urlopen(sys.argv[1], timeout=10).read().decode())
        break
    except (urllib.error.HTTPError, OSError):
        if time.time() > deadline:
            raise
        time.sleep(0.5)
`;

/** A guest without a hypervisor: a namespace with a link to the switch, as os-vif plugs one in. */
export class PluggedGuest {
  readonly #lab: Lab;
  readonly #root: string;

  private constructor(lab: Lab, root: string) {
    this.#lab = lab;
    this.#root = root;
  }

  /** Brings the programs of a guest into memory, where no comparison of files sees them. */
  static async create(lab: Lab, root: string): Promise<PluggedGuest> {
    await lab.run(['mkdir', '/dev/shm/guest']);
    const unpack =
      'apt-get download -qq busybox-static && dpkg-deb -x busybox-static_*.deb . && cat >on-lease && chmod +x on-lease';
    await lab.run(['sh', '-ec', unpack], {cwd: '/dev/shm/guest', input: onLease});
    return new PluggedGuest(lab, root);
  }

  async plug({port, mac}: GuestPort): Promise<void> {
    for (const command of [
      ['ip', 'netns', 'add', 'guest'],
      ['ip', 'link', 'add', 'guest0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'guest'],
      ['ip', '-n', 'guest', 'link', 'set', 'eth0', 'address', mac, 'up'],
      ['ip', 'link', 'set', 'guest0', 'up'],
    ])
      await this.#lab.run(command);
    await this.#inside(this.#python(completeChecksums));
    const plug = ['--', 'add-port', 'br-int', 'guest0', '--', 'set', 'Interface', 'guest0'];
    await this.#vsctl(...plug, `external_ids:iface-id=${port}`, `external_ids:attached-mac="${mac}"`);
  }

  async unplug(): Promise<void> {
    await this.#vsctl('--', '--if-exists', 'del-port', 'br-int', 'guest0');
    await this.#lab.run(['sh', '-c', 'ip netns pids guest | xargs -r kill -KILL']);
    await this.#lab.run(['ip', 'netns', 'delete', 'guest']);
  }

  /** @returns its routes */
  async lease(): Promise<string> {
    const options = ['-O', 'staticroutes', '-O', 'mtu', '-s', ON_LEASE];
    await this.#inside([BUSYBOX, 'udhcpc', '-i', 'eth0', '-n', '-q', '-t', '10', '-T', '1', ...options]);
    return (await this.#inside(['ip', 'route'])).stdout;
  }

  /** Listens on ports until it is unplugged. */
  async serve(...ports: number[]): Promise<void> {
    await this.#lab.spawn(['ip', 'netns', 'exec', 'guest', ...this.#python(serve), ...ports.map(String)]);
  }

  /** Asks until somebody answers, as guests do: the agent makes the proxy of a network when the first guest is there. */
  async fetch(url: string): Promise<string> {
    return (await this.#inside([...this.#python(fetch), url])).stdout;
  }

  /** Whether this machine, not the guest, has an answer from an address. */
  async answersPing(address: string): Promise<boolean> {
    const ping = [BUSYBOX, 'ping', '-c', '5', '-W', '2', address];
    return (await this.#lab.run(ping, {allowFailure: true})).code === 0;
  }

  /** @returns what it says to this machine; '' when nobody answers */
  async greeting(address: string, port: number): Promise<string> {
    const ask = `import socket; print(socket.create_connection(('${address}', ${port}), 3).recv(99).decode(), end='')`;
    return (await this.#lab.run(this.#python(ask), {allowFailure: true})).stdout;
  }

  #inside(argv: readonly string[]) {
    return this.#lab.run(['ip', 'netns', 'exec', 'guest', ...argv]);
  }

  #python(script: string): string[] {
    return [`${this.#root}/venv/bin/python`, '-Bc', script];
  }

  #vsctl(...argv: string[]) {
    return this.#lab.run(['ovs-vsctl', `--db=unix:${this.#root}/run/neutron/ovs.sock`, '--timeout=10', ...argv]);
  }
}
