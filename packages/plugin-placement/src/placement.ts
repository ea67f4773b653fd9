import {OpenStackComponent, type WsgiService} from '@devstack/openstack';
import {
  type CatalogService,
  type Demand,
  type Endpoint,
  type FileArgs,
  type Offer,
  type StepDraft,
  stepRef,
  type Text,
} from '@devstack/sdk';

const CONFIGURATION = 'placement.conf';

/** OpenStack Placement: which resources there are, and who uses them. */
export class Placement extends OpenStackComponent {
  /** `placement`: where resources are counted. */
  override offer(demand: Demand): Offer {
    if (demand.capability !== 'placement') return super.offer(demand);
    return {values: {url: this.url()}, needs: [stepRef(this.ctx.name, 'service', 'api')]};
  }

  override configFiles(): readonly FileArgs[] {
    return [this.confFile(CONFIGURATION, this.parameters()), ...super.configFiles()];
  }

  override postInstall(): readonly StepDraft[] {
    const file = this.conf(CONFIGURATION);
    return [this.databaseSync(['placement-manage', '--config-file', file, 'db', 'sync'], [file])];
  }

  override endpoints(): readonly Endpoint[] {
    return [{name: 'placement', url: this.url()}];
  }

  protected override apis(): readonly WsgiService[] {
    return [this.api()];
  }

  protected override catalogServices(): readonly CatalogService[] {
    return [{name: 'placement', type: 'placement', url: this.url()}];
  }

  /** An administrator too, as other tools have it: services may act in its name. */
  protected override roles(): readonly string[] {
    return [...super.roles(), 'admin'];
  }

  private api(): WsgiService {
    return {
      name: 'api',
      port: this.ctx.option<number>('port'),
      processes: this.ctx.option<number>('processes'),
      threads: this.ctx.option<number>('threads'),
      env: {OS_PLACEMENT_CONFIG_DIR: this.ctx.paths.etc},
      files: [this.conf(CONFIGURATION)],
      health: {path: '/', statuses: [200]},
      needs: [this.databaseSyncRef()],
    };
  }

  private url(): string {
    return this.clientUrl(this.api().port);
  }

  private parameters(): Readonly<Record<string, Text>> {
    return {
      ...this.identity(),
      DEBUG: String(this.ctx.option<boolean>('debug')),
      DATABASE_URL: this.databaseUrl(),
    };
  }
}
