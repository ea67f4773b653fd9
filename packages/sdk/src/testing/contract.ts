/** One promise of a contract, with a test of it that any test runner can run. */
export interface ContractCase {
  /** A sentence. */
  readonly title: string;
  run(): Promise<void>;
}

/** Gives each case to the `test` function of a test runner: `registerContract(test, runnerContract({...}))`. */
export function registerContract(
  test: (title: string, body: () => Promise<void>) => unknown,
  cases: readonly ContractCase[],
): void {
  for (const {title, run} of cases) test(title, run);
}
