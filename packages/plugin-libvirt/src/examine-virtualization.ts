import type {Host, JsonObject, OptionValues} from '@devstack/sdk';
import {KVM_LOOP} from './kvm-loop.ts';

/** What libvirt must know of a machine. */
export interface Virtualization {
  /** Guests run at hardware speed. */
  readonly kvm: boolean;
  /** Why they do not. */
  readonly why?: string;
  readonly root: boolean;
}

/** Hardware does hundreds; software that stands in for it does one. */
const MINIMUM_MILLIONS_PER_S = 20;
const LOOP_TIMEOUT_MS = 3_000;

/** An open /dev/kvm proves nothing: some machines have one in which no stock kernel boots. */
export async function examineVirtualization(host: Host, {acceleration}: OptionValues): Promise<JsonObject> {
  const {uid} = await host.facts();
  const why = acceleration === 'qemu' ? 'emulation was asked for' : await whyNoKvm(host);
  return {root: uid === 0, ...(why === undefined ? {kvm: true} : {kvm: false, why})};
}

async function whyNoKvm(host: Host): Promise<string | undefined> {
  const [device, software, processor] = await Promise.all([
    host.stat('/dev/kvm'),
    host.stat('/sys/module/kvm_pvm'),
    host.readText('/proc/cpuinfo'),
  ]);
  if (device === undefined) return 'there is no /dev/kvm';
  if (software !== undefined) return '/dev/kvm is a software KVM (kvm_pvm) in which no stock kernel boots';
  if (!hasVirtualization(processor ?? '')) return 'the processor has neither vmx nor svm, whatever /dev/kvm is';
  return whyTooSlow(host);
}

/** Intel's and AMD's instructions for guests. */
export function hasVirtualization(cpuinfo: string): boolean {
  return /^flags\s*:.*\b(vmx|svm)\b/m.test(cpuinfo);
}

async function whyTooSlow(host: Host): Promise<string | undefined> {
  // Where there is no Python, what the processor says of itself must do.
  if ((await host.which('python3')) === undefined) return undefined;
  const argv = ['timeout', '--signal=KILL', String(LOOP_TIMEOUT_MS / 1000), 'python3', '-c', KVM_LOOP] as const;
  const {code, stdout, stderr} = await host.run(argv, {accept: [0, 1, 124, 137]});
  return judgeLoop(code, stdout, stderr);
}

/** undefined when the loop ran as fast as hardware does. */
export function judgeLoop(code: number, stdout: string, stderr: string): string | undefined {
  if (code > 1) return `/dev/kvm hangs: a loop of some milliseconds did not end within ${LOOP_TIMEOUT_MS / 1000} s`;
  if (code === 1) return `/dev/kvm cannot run a guest: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  const rate = Number(stdout);
  if (rate >= MINIMUM_MILLIONS_PER_S) return undefined;
  return `/dev/kvm runs ${rate.toFixed(1)} million instructions per second, which hardware does hundreds of`;
}
