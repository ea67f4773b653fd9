import {join} from 'node:path/posix';
import {localAddress, portProblems, socketOf} from '@devstack/openstack';
import {
  type Demand,
  type Endpoint,
  type FileArgs,
  type Offer,
  PackageComponent,
  type Problem,
  type ServiceDeclaration,
  type StepDraft,
  step,
  type Use,
} from '@devstack/sdk';

const CONFIGURATION = 'novnc.conf';
/** The page that connects at once; the Compute service adds the token of a server. */
const PAGE = 'vnc_lite.html';
const PROXY = 'import sys; from nova.cmd.novncproxy import main; sys.exit(main())';

/** Where the page is in the distribution. */
interface Page {
  readonly package: string;
  readonly directory: string;
}

/** nova's proxy between a browser and the screens of servers, and the page that shows them. */
export class NoVnc extends PackageComponent {
  override requires(): readonly string[] {
    return ['nova'];
  }

  override uses(): readonly Use[] {
    return [{capability: 'compute', name: this.ctx.name}];
  }

  override verify(): readonly Problem[] {
    const {account, distro, name} = this.ctx;
    const unknown = {message: `nothing is known of where ${distro.id} has its page`};
    return [
      ...portProblems(this.#port(), `${name}.port`, account),
      ...(distro.settings.page === undefined ? [unknown] : []),
    ];
  }

  /** `console`: the address of the page, to which a token is added. */
  override offer(demand: Demand): Offer {
    if (demand.capability !== 'console') return super.offer(demand);
    return {values: {url: this.#url()}, needs: []};
  }

  override configFiles(): readonly FileArgs[] {
    const parameters = {HOST: this.ctx.address.bind, PORT: `${this.#port()}`, URL: this.#url()};
    const content = this.ctx.template(CONFIGURATION, parameters);
    return [{path: this.#configuration(), mode: 0o640, owner: 'root', group: 'service', content, format: 'oslo'}];
  }

  override install(): readonly StepDraft[] {
    const args = {names: [this.#page().package], into: this.#pageRoot()};
    return [...super.install(), step('unpacked', 'page', args, {needs: [], why: 'the page that a browser shows'})];
  }

  override services(): readonly ServiceDeclaration[] {
    const {values, needs} = this.ctx.offer('compute', this.ctx.name);
    const files = [String(values.configuration), this.#configuration()].flatMap((path) => ['--config-file', path]);
    const web = join(this.#pageRoot(), this.#page().directory);
    const reads = [`file:${this.#configuration()}`];
    const directories = this.directories().map(({path}) => `directory:${path}`);
    return [
      {
        name: 'proxy',
        argv: [String(values.python), '-c', PROXY, ...files, '--web', web],
        ports: [this.#port()],
        health: {kind: 'http', url: `http://${socketOf(localAddress(this.ctx.address.bind), this.#port())}/${PAGE}`},
        needs: [...needs, ...reads, ...directories, 'unpacked:page'],
        reads,
      },
    ];
  }

  override endpoints(): readonly Endpoint[] {
    return [{name: 'console', url: this.#url()}];
  }

  #configuration(): string {
    return join(this.ctx.paths.etc, CONFIGURATION);
  }

  #page(): Page {
    return this.ctx.distro.settings.page as unknown as Page;
  }

  #pageRoot(): string {
    return join(this.ctx.paths.data, 'page');
  }

  #port(): number {
    return this.ctx.option<number>('port');
  }

  #url(): string {
    return `http://${socketOf(this.ctx.address.client, this.#port())}/${PAGE}`;
  }
}
