import {join} from 'node:path/posix';
import {OpenStackComponent, type WsgiService} from '@devstack/openstack';
import {
  type CatalogService,
  type Demand,
  type DirectoryArgs,
  type Endpoint,
  type FileArgs,
  type ImageSource,
  type JsonObject,
  type Offer,
  type Problem,
  type StepDraft,
  type SymlinkArgs,
  stepOf,
  stepRef,
  type Text,
} from '@devstack/sdk';
import {type ConfiguredImages, readImages} from './configured-images.ts';
import {declareStores, storeDirectories} from './glance-stores.ts';

const CONFIGURATION = 'glance-api.conf';
const PASTE = 'glance-api-paste.ini';

/** OpenStack Image: machine images, kept in files. */
export class Glance extends OpenStackComponent {
  /** `image`: where images are. */
  override offer(demand: Demand): Offer {
    if (demand.capability !== 'image') return super.offer(demand);
    return {values: {url: this.url()}, needs: [stepRef(this.ctx.name, 'service', 'api')]};
  }

  override verify(): readonly Problem[] {
    return [...super.verify(), ...this.configuredImages().problems];
  }

  override notes(): readonly string[] {
    const instead = 'give glance.images the path or URL of an image';
    return this.configuredImages().leftOut.map(({name, why}) => `glance: no image ${name} here: ${why}; ${instead}`);
  }

  override directories(): readonly DirectoryArgs[] {
    return [...super.directories(), ...declareStores(storeDirectories(this.ctx.paths))];
  }

  override configFiles(): readonly FileArgs[] {
    return [this.confFile(CONFIGURATION, this.parameters()), ...super.configFiles()];
  }

  /** Its pipeline comes with the code; the service of Zed looks for it beside its configuration, whatever that says. */
  override symlinks(): readonly SymlinkArgs[] {
    return [{path: this.conf(PASTE), target: this.shipped('paste')}];
  }

  override postInstall(): readonly StepDraft[] {
    const file = this.conf(CONFIGURATION);
    const sync = this.databaseSync(['glance-manage', '--config-file', file, 'db_sync'], [file]);
    return this.ctx.option<boolean>('metadefs') ? [sync, this.loadMetadefs()] : [sync];
  }

  override postStart(): readonly StepDraft[] {
    return [...super.postStart(), ...this.configuredImages().images.map((image) => this.imageStep(image))];
  }

  override endpoints(): readonly Endpoint[] {
    return [{name: 'image', url: this.url()}];
  }

  protected override apis(): readonly WsgiService[] {
    return [this.api()];
  }

  protected override catalogServices(): readonly CatalogService[] {
    return [{name: 'glance', type: 'image', url: this.url()}];
  }

  /** An administrator too: it deletes images of others, and asks for everybody's limits. */
  protected override roles(): readonly string[] {
    return [...super.roles(), 'admin'];
  }

  private api(): WsgiService {
    return {
      name: 'api',
      port: this.ctx.option<number>('port'),
      processes: this.ctx.option<number>('processes'),
      threads: this.ctx.option<number>('threads'),
      env: {OS_GLANCE_CONFIG_DIR: this.ctx.paths.etc},
      files: [this.conf(CONFIGURATION)],
      isChunked: true,
      health: {path: '/', statuses: [300]},
      needs: [this.databaseSyncRef(), `symlink:${this.conf(PASTE)}`, ...this.stores()],
    };
  }

  private configuredImages(): ConfiguredImages {
    const {distro, option, place} = this.ctx;
    const unbuilt = distro.settings.unbuilt as JsonObject | undefined;
    return readImages(option<JsonObject>('images'), (name) => place('images', name), unbuilt);
  }

  private imageStep(image: ImageSource): StepDraft {
    const environment = this.ctx.offer('identity', this.ctx.name).values;
    const needs = ['service:api', `catalog:${this.ctx.name}`];
    return stepOf('image', image.name, {environment, image}, {needs, place: this.ctx.place('images', image.name)});
  }

  private url(): string {
    return this.clientUrl(this.api().port);
  }

  private parameters(): Readonly<Record<string, Text>> {
    const stores = storeDirectories(this.ctx.paths);
    return {
      ...this.identity(),
      DEBUG: String(this.ctx.option<boolean>('debug')),
      URL: this.url(),
      DATABASE_URL: this.databaseUrl(),
      IMAGES: stores.images,
      STAGING: stores.staging,
      TASKS: stores.tasks,
      LOCKS: this.ctx.paths.run,
      PASTE: this.conf(PASTE),
    };
  }

  private loadMetadefs(): StepDraft {
    return this.glanceManage('load-metadefs', ['db_load_metadefs', this.shipped('metadefs')], [this.databaseSyncRef()]);
  }

  private glanceManage(key: string, argv: readonly string[], needs: readonly string[]): StepDraft {
    const file = this.conf(CONFIGURATION);
    return this.manage(key, ['glance-manage', '--config-file', file, ...argv], [file], needs);
  }

  /** What comes with the code; where, the release says, relative to the environment. */
  private shipped(what: 'paste' | 'metadefs'): string {
    const shipped = this.ctx.release.settings.shipped as Readonly<Record<typeof what, string>>;
    return join(this.ctx.python.environment, shipped[what]);
  }

  private stores(): readonly string[] {
    return Object.values(storeDirectories(this.ctx.paths)).map((path: string) => `directory:${path}`);
  }
}
