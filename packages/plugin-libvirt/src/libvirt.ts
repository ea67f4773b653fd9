import {join} from 'node:path/posix';
import {
  type Demand,
  type DirectoryArgs,
  type FileArgs,
  type Host,
  type JsonObject,
  type Offer,
  type OptionValues,
  PackageComponent,
  type Problem,
  type ServiceDeclaration,
  type StepDraft,
  step,
  stepOf,
  stepRef,
  type Text,
  type Use,
} from '@devstack/sdk';
import {examineVirtualization, type Virtualization} from './examine-virtualization.ts';
import type {GuestsArgs} from './guests-step.ts';
import {type LibvirtPlaces, libvirtPlaces, MACHINE_DIRECTORIES} from './libvirt-places.ts';
import {launchCommand} from './libvirtd-commands.ts';
import {qemuGlobals} from './qemu-globals.ts';

const GUESTS_STEP = 'guests:all';

/** A Python binding as the distribution has it: a package, and where its modules are. */
interface Binding {
  readonly package: string;
  readonly directory: string;
  /** What it was compiled for. */
  readonly interpreters: readonly string[];
}

/** A libvirtd of our own. The paths that are compiled into it are directories of ours, in a mount namespace that it has for itself. */
export class Libvirt extends PackageComponent {
  static override examine(host: Host, options: OptionValues): Promise<JsonObject> {
    return examineVirtualization(host, options);
  }

  override uses(): readonly Use[] {
    return [{capability: 'switch', name: this.ctx.name, optional: true}];
  }

  override verify(): readonly Problem[] {
    return [...this.#accountProblems(), ...this.#accelerationProblems(), ...this.#bindingProblems()];
  }

  override notes(): readonly string[] {
    const {kvm, why} = this.#machine();
    if (kvm || this.ctx.option('acceleration') !== 'auto' || why === undefined) return [];
    return [`libvirt: guests run under qemu's own emulation, which is slow: ${why}`];
  }

  /** `hypervisor`: the address of libvirtd, what guests run with, and the directory of the Python binding. */
  override offer(demand: Demand): Offer {
    if (demand.capability !== 'hypervisor') return super.offer(demand);
    const {name} = this.ctx;
    return {
      values: {uri: this.#uri(), virt_type: this.#virtType(), python: this.#bindingDirectory()},
      needs: [stepRef(name, 'service', 'libvirtd'), stepRef(name, 'unpacked', 'binding')],
    };
  }

  /** So that virsh and the like find this one. */
  override environment(): Readonly<Record<string, Text>> {
    return {LIBVIRT_DEFAULT_URI: this.#uri()};
  }

  /** All of it is root's: root runs what is in there. */
  override directories(): readonly DirectoryArgs[] {
    const {etc} = this.ctx.paths;
    const {data, log, run, ...covering} = this.#places();
    const ours = {mode: 0o700, owner: 'root', contents: 'ours'} as const;
    const inner = Object.values(covering).map((path) => ({...ours, path, mode: 0o755}));
    return [{...ours, path: etc}, ...[data, log, run].map((path) => ({...ours, path})), ...inner];
  }

  override configFiles(): readonly FileArgs[] {
    const {etc} = this.ctx.paths;
    const {configuration, programs, sockets} = this.#places();
    const level = this.ctx.option<boolean>('debug') ? '1' : '3';
    const file = (path: string, mode: number, parameters: Readonly<Record<string, string>>): FileArgs => {
      const template = path.slice(path.lastIndexOf('/') + 1);
      return {path, mode, owner: 'root', content: this.ctx.template(template, parameters)};
    };
    return [
      file(join(etc, 'libvirtd.conf'), 0o600, {LEVEL: level, SOCKETS: sockets}),
      file(join(etc, 'launch-libvirtd.sh'), 0o700, {}),
      file(join(configuration, 'qemu.conf'), 0o600, {}),
      file(join(programs, 'qemu-system-x86_64'), 0o755, {EMULATOR: this.#emulator(), GLOBALS: this.#globals()}),
    ];
  }

  override configure(): readonly StepDraft[] {
    const cover = (path: string): StepDraft =>
      step(
        'directory',
        path,
        {path, mode: 0o755, owner: 'root', contents: 'shared'},
        {
          // A package may bring it.
          needs: ['packages:distro'],
          why: 'a directory of ours covers it where only libvirtd sees that',
        },
      );
    return [...super.configure(), ...Object.values(MACHINE_DIRECTORIES).map(cover)];
  }

  override install(): readonly StepDraft[] {
    const {package: name} = this.#binding();
    const into = join(this.#places().data, 'binding');
    const why = "so that nova's Python can speak to libvirt";
    return [...super.install(), step('unpacked', 'binding', {names: [name], into}, {needs: ['packages:distro'], why})];
  }

  override preStart(): readonly StepDraft[] {
    const args: GuestsArgs = {pids: join(this.#places().sockets, 'qemu')};
    const [kind, key] = GUESTS_STEP.split(':') as [string, string];
    return [stepOf(kind, key, args, {needs: [], why: 'after libvirtd has stopped, no guest is left'})];
  }

  override services(): readonly ServiceDeclaration[] {
    const files = this.configFiles().map(({path}) => `file:${path}`);
    const directories = [...this.directories().map(({path}) => path), ...Object.values(MACHINE_DIRECTORIES)];
    return [
      {
        name: 'libvirtd',
        argv: launchCommand(this.ctx.paths.etc, this.#places(), this.#virtType()),
        as: 'root',
        health: {kind: 'notify'},
        needs: ['packages:distro', GUESTS_STEP, ...directories.map((path) => `directory:${path}`), ...files],
        reads: files,
      },
    ];
  }

  #places(): LibvirtPlaces {
    return libvirtPlaces(this.ctx.paths);
  }

  #machine(): Virtualization {
    return this.ctx.machine as unknown as Virtualization;
  }

  #virtType(): 'kvm' | 'qemu' {
    const asked = this.ctx.option<'auto' | 'kvm' | 'qemu'>('acceleration');
    if (asked !== 'auto') return asked;
    return this.#machine().kvm ? 'kvm' : 'qemu';
  }

  #uri(): string {
    return `qemu+unix:///system?socket=${join(this.#places().sockets, 'libvirt-sock')}`;
  }

  #globals(): string {
    const asked = this.ctx.option('offload');
    const isUserSpace = this.ctx.optionalOffer('switch', this.ctx.name)?.values.datapath === 'user';
    return asked === 'off' || (asked === 'auto' && isUserSpace) ? qemuGlobals().join(' ') : '';
  }

  #emulator(): string {
    return (this.ctx.distro.settings.emulator as string | undefined) ?? '/usr/bin/qemu-system-x86_64';
  }

  #binding(): Binding {
    return this.ctx.distro.settings.binding as unknown as Binding;
  }

  #bindingDirectory(): string {
    return join(this.#places().data, 'binding', this.#binding().directory);
  }

  #accountProblems(): readonly Problem[] {
    if (this.#machine().root) return [];
    const message = 'libvirtd of its own needs mounts and network devices, which only root can make';
    return [
      {message, suggestion: 'run this as root, or use the hypervisor that needs none: --set nova.hypervisor=fake'},
    ];
  }

  #accelerationProblems(): readonly Problem[] {
    const {kvm, why} = this.#machine();
    if (this.ctx.option('acceleration') !== 'kvm' || kvm) return [];
    return [{message: `guests cannot run with KVM here: ${why}`, suggestion: '--set libvirt.acceleration=qemu'}];
  }

  #bindingProblems(): readonly Problem[] {
    const {python, distro} = this.ctx;
    const {interpreter} = python;
    if (distro.settings.binding === undefined) {
      const unknown = `nothing is known of where ${distro.id} has its Python binding`;
      return [{message: unknown, suggestion: '--set nova.hypervisor=fake'}];
    }
    const {package: name, interpreters} = this.#binding();
    if (interpreters.includes(interpreter)) return [];
    const message = `its Python binding (${name}) is made for ${interpreters[0]}, and python.interpreter is ${interpreter}`;
    return [{message, suggestion: `--set python.interpreter=${interpreters[0]}`}];
  }
}
