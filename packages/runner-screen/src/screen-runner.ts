import {join} from 'node:path';
import {
  type Argv,
  DevstackError,
  type Handle,
  type Host,
  type Ownership,
  type RunResult,
  type ServiceSpec,
  T,
  type Usable,
} from '@devstack/sdk';
import {readScript, readShim, ShimRunner, serviceDirectory} from '@devstack/service-shim';
import {attachCommand, closeCommand, isTooLong, openCommand, sessionDirectory, windowKey} from './screen-commands.ts';
import {renderScreenrc} from './screen-conf.ts';
import {readWindowId} from './window-record.ts';

const PROGRAMS = {screen: 'screen', bash: 'bash', setpriv: 'util-linux', tail: 'coreutils', getent: 'libc-bin'};

/**
 * Shows services in the windows of a screen session, where a person can end and start them. Each is kept by a shim as with `fork`: a window
 * is a view and a handle, so nobody who scrolls, and no terminal that is slow, holds up a service.
 */
export class ScreenRunner extends ShimRunner {
  static readonly inject = [T.host] as const;

  readonly #host: Host;

  constructor(host: Host) {
    super(host, 'screen');
    this.#host = host;
  }

  override async probe(): Promise<Usable> {
    for (const [program, name] of Object.entries(PROGRAMS)) {
      if ((await this.#host.which(program)) !== undefined) continue;
      return {
        usable: false,
        why: `there is no program '${program}'`,
        fix: `install the package ${name}`,
        packaged: true,
      };
    }
    return super.probe();
  }

  override async start(spec: ServiceSpec): Promise<Handle> {
    const session = sessionDirectory(spec);
    if (isTooLong(session)) throw tooLong(spec, session);
    const {argv, env} = await this.prepare(spec);
    const shell = await this.scripts.install(spec, 'window', await readOwn('window.bash'));
    const scripts = {DEVSTACK_SCREENRC: renderScreenrc(session), DEVSTACK_ENTER: await readOwn('enter.bash')};
    const command = openCommand(spec, argv, shell, await this.#accountOf(spec));
    const {code, stdout} = await this.#run(command, {...env, ...scripts});
    return this.accept(spec, code, stdout.trim());
  }

  override async recover(service: Pick<ServiceSpec, 'id' | 'runDirectory'>): Promise<Handle | undefined> {
    const found = await super.recover(service);
    if (found !== undefined) return found;
    const id = await readWindowId(this.#host, join(sessionDirectory(service), 'windows', windowKey(service)));
    return id === undefined
      ? undefined
      : this.handleOf(service.id, {id, directory: serviceDirectory(service), logFile: ''});
  }

  attach(handle: Handle): Argv {
    return attachCommand(sessionOf(handle), handle.service);
  }

  protected override functions(): Promise<string> {
    return readOwn('attend.sh');
  }

  protected override async leave(handle: Handle): Promise<void> {
    const {code, stdout} = await this.#run(closeCommand(sessionOf(handle), handle.service), {});
    if (code === 0) return;
    throw new DevstackError(`cannot stop ${handle.service}: ${stdout.trim()}`, {code: 'DEVSTACK_ERR_SERVICE_STOP'});
  }

  async #run(argv: Argv, env: Readonly<Record<string, string>>): Promise<RunResult> {
    const input = `${await readOwn('screen.sh')}${await readShim()}`;
    return this.#host.run(argv, {env, input, cwd: '/', umask: 0o077, accept: [0, 1]});
  }

  /** The service's account, when windows must change to it. */
  async #accountOf({owner}: ServiceSpec): Promise<Ownership | undefined> {
    return owner === undefined || owner.user === (await this.#host.facts()).user ? undefined : owner;
  }
}

function readOwn(name: string): Promise<string> {
  return readScript(new URL(`../src/${name}`, import.meta.url));
}

function sessionOf({data}: Handle): string {
  return sessionDirectory({runDirectory: join(String(data.directory), '..')});
}

function tooLong({id}: ServiceSpec, directory: string): DevstackError {
  return new DevstackError(`cannot start ${id}: ${directory} is too long for a socket of screen`, {
    code: 'DEVSTACK_ERR_RUNNER',
    suggestions: [
      'install into a directory with a shorter path: -d /opt/openstack',
      'or choose another runner: --runner fork',
    ],
  });
}
