/** What a check works with. */
export interface CheckContext {
  /** The variables that `devstack env` prints, resolved: how to reach the cloud and with which password. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Runs one part of the check. It is shown with its title and time; a failure ends the check and names it. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Registers what must be taken away afterwards, whatever happens; run in reverse order. */
  cleanUp(work: () => Promise<unknown>): void;
}

/**
 * Proves that a component works, by using it as a user would: `devstack verify` runs the checks of everything that is installed, in the order
 * of requirements. Leaves nothing behind.
 */
export interface Check {
  run(context: CheckContext): Promise<void>;
  /**
   * Asks the component which of its parts are up, for `devstack status`: an open port does not tell whether a worker behind it lives. One
   * quick question that changes nothing. Called only when the manifest says `"state": true` and a service of the component runs. Throws when
   * the component cannot be asked, or when a part that must be there is unknown to it.
   */
  state?(context: StateContext): Promise<readonly PartState[]>;
  /**
   * The console of a server that the component runs. Called only when the manifest says `"console": true`. Throws DEVSTACK_ERR_NOT_FOUND when
   * it has none of that name or id.
   */
  console?(server: string, context: StateContext): Promise<ServerConsole>;
}

/** What a server shows. */
export interface ServerConsole {
  readonly id: string;
  readonly name: string;
  /** The end of what it has printed on its serial console. @param lines only the last so many */
  read(lines?: number): Promise<string>;
  /** The address of a page with its screen, good for some minutes. Throws DEVSTACK_ERR_NOT_INSTALLED where the cloud has none. */
  page(): Promise<string>;
  /**
   * Makes a terminal the serial console: `left` when what is typed ends, `ended` when the server does. `read` still has all that it prints.
   * Absent where the hypervisor has nothing to type at. Throws DEVSTACK_ERR_NOT_FOUND when the server does not run.
   */
  attach?(terminal: ConsoleTerminal): Promise<'left' | 'ended'>;
}

/** A terminal in raw mode: bytes as they are typed, and as they are shown. */
export interface ConsoleTerminal {
  /** Its end is how somebody leaves. */
  readonly typed: AsyncIterable<Uint8Array>;
  /** Called once, before anything is shown. */
  onAttached(): void;
  show(piece: Uint8Array): void | Promise<void>;
}

/** What a question to a component works with. */
export interface StateContext {
  /** As for a check. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborted when nobody waits for the answer any more: for a state after two seconds. */
  readonly signal: AbortSignal;
}

/** A program on a host, as its component itself sees it. */
export interface PartState {
  /** `nova-compute` */
  readonly program: string;
  /** What the component calls the host: `compute-2`. */
  readonly host: string;
  /** `disabled`: it could work, and somebody said that it shall not. */
  readonly state: 'up' | 'down' | 'disabled';
  /** The component's service that it is: `compute-2`. Missing for what devstack does not run. */
  readonly service?: string;
  /** When the component heard of it last, in milliseconds since the epoch. */
  readonly heardAtMs?: number;
  /** What to do when it is down; how to start the service when missing. */
  readonly suggestion?: string;
}
