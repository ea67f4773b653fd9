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
}
