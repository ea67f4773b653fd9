import {readFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import type {CommandResult} from './command.ts';
import type {Lab} from './lab.ts';
import type {LabProcess} from './lab-process.ts';

export interface GuestOptions {
  /** Path of the disk in the lab; what the guest writes goes with it. */
  disk: string;
  memoryMb: number;
  /** What the metadata service answers, by path; nobody answers when missing. */
  metadata?: Readonly<Record<string, string>>;
  /** Further arguments of QEMU. */
  extra?: readonly string[];
}

const SSH_PORT = 2222;
const HTTP_PORT = 2280;
/** With this network the address of the metadata service is one that QEMU can answer for. */
const NETWORK = 'net=169.254.169.0/24,dhcpstart=169.254.169.9';

/** Reads one request and answers it: QEMU starts it for each connection to the metadata service. */
const metadataServer = `
import {readFileSync} from 'node:fs';
const documents = JSON.parse(readFileSync('/run/guest/metadata.json', 'utf8'));
let request = '';
process.stdin.on('data', (chunk) => {
  request += chunk;
  if (!request.includes('\\r\\n\\r\\n')) return;
  const body = documents[request.split(' ')[1]];
  const head = body === undefined ? '404 Not Found' : '200 OK';
  process.stdout.write('HTTP/1.1 ' + head + '\\r\\nconnection: close\\r\\n\\r\\n' + (body ?? ''), () => process.exit());
});
`;

const monitorClient = `
const {connect} = await import('node:net');
const socket = connect('/run/guest/monitor');
let said = '';
socket.on('data', (chunk) => {
  said += chunk;
  if (said.split('(qemu) ').length === 2) socket.write(process.argv[1] + '\\n');
  if (said.split('(qemu) ').length > 2) socket.destroy();
});
setTimeout(() => socket.destroy(), 2000);
`;

/** A guest in a lab under QEMU alone, without a cloud; emulated, as everywhere. */
export class PlainGuest {
  readonly qemu: LabProcess;
  readonly #lab: Lab;

  private constructor(lab: Lab, qemu: LabProcess) {
    this.#lab = lab;
    this.qemu = qemu;
  }

  static async start(lab: Lab, {disk, memoryMb, metadata, extra = []}: GuestOptions): Promise<PlainGuest> {
    await lab.run(['rm', '-rf', '/run/guest'], {user: 'root'});
    await lab.run(['mkdir', '-m', '777', '/run/guest'], {user: 'root'});
    await lab.run(['tee', '/run/guest/metadata.json'], {input: JSON.stringify(metadata ?? {})});
    await lab.run(['tee', '/run/guest/serve.mjs'], {input: metadataServer});
    const forwards = `hostfwd=tcp:127.0.0.1:${SSH_PORT}-:22,hostfwd=tcp:127.0.0.1:${HTTP_PORT}-:80`;
    const serve = metadata === undefined ? '' : ',guestfwd=tcp:169.254.169.254:80-cmd:node /run/guest/serve.mjs';
    const argv = ['qemu-system-x86_64', '-accel', 'tcg', '-m', `${memoryMb}`, '-display', 'none', '-no-reboot'];
    const devices = [
      '-drive',
      `file=${disk},if=virtio,snapshot=on`,
      '-nic',
      `user,model=virtio-net-pci,${NETWORK},${forwards}${serve}`,
    ];
    const talk = ['-serial', 'file:/run/guest/console.log', '-monitor', 'unix:/run/guest/monitor,server,nowait'];
    return new PlainGuest(lab, await lab.spawn([...argv, ...devices, ...talk, ...extra]));
  }

  /** What the serial console has said so far. */
  console(): string {
    try {
      return readFileSync(`/proc/${this.#lab.pid}/root/run/guest/console.log`, 'utf8').replaceAll('\r', '');
    } catch {
      return ''; // QEMU has not opened it yet
    }
  }

  /** Waits for a line of the console; the seconds since the start of the machine that stand in it. */
  async untilSaid(what: string, timeoutMs = 120_000): Promise<number> {
    const pattern = new RegExp(`^tiny: \\[([\\d.]+)\\] ${what}`, 'm');
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const seconds = pattern.exec(this.console())?.[1];
      if (seconds !== undefined) return Number(seconds);
      if (Date.now() > deadline) {
        throw new Error(`the guest did not say '${what}':\n${this.console().slice(-3000)}\n${this.qemu.stderr}`);
      }
      await wait(100);
    }
  }

  async monitor(command: string): Promise<void> {
    await this.#lab.run(['node', '--input-type=module', '--eval', monitorClient, command], {user: 'root'});
  }

  ssh(user: string, command: string, key = '/root/key'): Promise<CommandResult> {
    const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR', 'BatchMode=yes'];
    const argv = ['ssh', '-i', key, '-p', `${SSH_PORT}`, ...options.flatMap((option) => ['-o', option])];
    return this.#lab.run([...argv, `${user}@127.0.0.1`, command], {allowFailure: true});
  }

  async get(): Promise<string> {
    const script = `process.stdout.write(await (await fetch('http://127.0.0.1:${HTTP_PORT}/')).text())`;
    return (await this.#lab.run(['node', '--input-type=module', '--eval', script])).stdout;
  }

  /** As a power cut. */
  async end(): Promise<void> {
    await this.qemu.killTree();
  }
}
