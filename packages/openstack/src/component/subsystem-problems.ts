import type {Problem} from '@devstack/sdk';

/**
 * What the chosen subsystems of a component lack.
 * @param needed by subsystem: which others it does not work without
 */
export function subsystemProblems(
  component: string,
  needed: Readonly<Record<string, readonly string[]>>,
  chosen: readonly string[],
): readonly Problem[] {
  return Object.entries(needed).flatMap(([subsystem, others]) => {
    const missing = others.filter((name) => !chosen.includes(name));
    if (!chosen.includes(subsystem) || missing.length === 0) return [];
    const message = `its subsystem ${subsystem} does not work without ${missing.join(' and ')}`;
    return [{message, suggestion: `--set ${component}.subsystems=${[...chosen, ...missing].join(',')}`}];
  });
}
