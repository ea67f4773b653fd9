import {join} from 'node:path/posix';
import {OpenStackComponent} from '@devstack/openstack';
import {
  type DirectoryArgs,
  type FileArgs,
  type Offer,
  type SecretDeclaration,
  type StepDraft,
  step,
  type Text,
} from '@devstack/sdk';
import {type ComputeHost, computeHosts} from './compute-hosts.ts';
import {chooseHypervisor, type Hypervisor} from './hypervisor.ts';
import {LOG_LEVELS} from './nova-log.ts';
import {guestParts, type NovaPart, volumeParts} from './nova-parts.ts';

export const CONFIGURATION = 'nova.conf';
export const PREPARATION = 'prepare-cells.py';
const API_DATABASE = 'nova_api';
export const CELL0_DATABASE = 'nova_cell0';
const CELL1_DATABASE = 'nova';
/** Host of the services of which there is one. */
const CONTROLLER = 'controller';
const HOST_OF_NVME = '/etc/nvme';

/** The files of nova: its own, one for each compute, and one for each part that others give to guests. */
export abstract class ConfiguredNova extends OpenStackComponent {
  override databases(): readonly string[] {
    return [API_DATABASE, CELL0_DATABASE, CELL1_DATABASE];
  }

  override secrets(): readonly SecretDeclaration[] {
    return [...super.secrets(), {name: 'metadata_secret'}];
  }

  override directories(): readonly DirectoryArgs[] {
    const states = this.computes().map(({state}) => state);
    const owner = this.hasGuests() ? 'root' : 'service';
    // Disks of guests. A compute looks there how much room is left before it makes one.
    const guests = this.hasGuests() ? states.map((state) => join(state, 'instances')) : [];
    return [
      ...super.directories(),
      ...[...states, ...guests].map((path) => ({path, mode: 0o700, owner, contents: 'ours'}) as const),
    ];
  }

  override configure(): readonly StepDraft[] {
    const attaches = this.hasGuests() && this.ctx.optionalOffer('volumes', this.ctx.name) !== undefined;
    if (!attaches) return super.configure();
    const args = {path: HOST_OF_NVME, mode: 0o755, owner: 'root', contents: 'ours'} as const;
    const why = 'os-brick names this host there when a guest gets its first volume';
    return [...super.configure(), step('directory', HOST_OF_NVME, args, {why})];
  }

  override configFiles(): readonly FileArgs[] {
    return [
      this.confFile(CONFIGURATION, this.parameters()),
      this.preparationFile(),
      ...this.computes().map((compute) => this.computeFile(compute)),
      ...this.parts().map(({name, parameters}) => this.confFile(name, parameters)),
      ...super.configFiles(),
    ];
  }

  protected has(subsystem: string): boolean {
    return this.ctx.subsystems.includes(subsystem);
  }

  protected computes(): readonly ComputeHost[] {
    return this.has('compute') ? computeHosts(this.ctx.option<number>('computes'), this.ctx.paths) : [];
  }

  protected fileArguments(files: readonly string[]): readonly string[] {
    return files.flatMap((file) => ['--config-file', this.conf(file)]);
  }

  protected messages(): Offer {
    return this.ctx.offer('messages', this.ctx.name);
  }

  protected hypervisor(): Hypervisor {
    return chooseHypervisor(this.ctx);
  }

  protected hasGuests(): boolean {
    return this.has('compute') && this.hypervisor() === 'libvirt';
  }

  private parts(): readonly NovaPart[] {
    const volumes = volumeParts(this.ctx, this.identity());
    const [compute] = this.computes();
    if (compute === undefined || !this.hasGuests()) return volumes;
    const files = (names: readonly string[]) => this.fileArguments([compute.configuration, ...names]).join(' ');
    return [...volumes, ...guestParts(this.ctx, files)];
  }

  protected partsFor(readers: NovaPart['readers']): readonly string[] {
    return this.parts()
      .filter((part) => readers === 'computes' || part.readers === 'everybody')
      .map(({name}) => name);
  }

  protected drivers(): Readonly<Record<string, string>> {
    return this.ctx.release.settings.drivers as Readonly<Record<string, string>>;
  }

  /** What comes with the code; where, the release says. */
  protected paste(): string {
    const {origin, paths, python, release} = this.ctx;
    const {paste} = release.settings.shipped as {readonly paste: string};
    return join(origin === 'git' ? paths.source : python.environment, paste);
  }

  private preparationFile(): FileArgs {
    const content = this.ctx.template(PREPARATION, {});
    return {path: this.conf(PREPARATION), mode: 0o640, owner: 'root', group: 'service', content};
  }

  private computeFile({host, configuration, state}: ComputeHost): FileArgs {
    return this.confFile(configuration, {...this.common(), HOST: host, STATE: state}, 'nova-compute.conf');
  }

  private parameters(): Readonly<Record<string, Text>> {
    return {
      ...this.common(),
      HOST: CONTROLLER,
      STATE: this.ctx.paths.data,
      API_DATABASE_URL: this.databaseUrl(API_DATABASE),
      DATABASE_URL: this.databaseUrl(CELL1_DATABASE),
      PASTE: this.paste(),
      METADATA_SECRET: this.ctx.secret('metadata_secret'),
      ATTEMPTS: this.hasGuests() ? '1' : '3',
    };
  }

  private common(): Readonly<Record<string, Text>> {
    return {
      ...this.identity(),
      DEBUG: String(this.ctx.option<boolean>('debug')),
      LOG_LEVELS,
      MY_IP: this.ctx.address.client,
      TRANSPORT_URL: this.messages().values.url!,
      DRIVER: this.drivers()[this.hypervisor()] ?? '',
      LOCKS: this.ctx.paths.run,
    };
  }
}
