import type {Problem} from '@devstack/sdk';

/** What a subsystem cannot work without. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  api: ['conductor', 'scheduler'],
  scheduler: ['conductor'],
  compute: ['api', 'conductor', 'scheduler'],
};

export function subsystemProblems(chosen: readonly string[]): readonly Problem[] {
  return Object.entries(NEEDED).flatMap(([subsystem, needed]) => {
    const missing = needed.filter((name) => !chosen.includes(name));
    if (!chosen.includes(subsystem) || missing.length === 0) return [];
    const message = `its subsystem ${subsystem} does not work without ${missing.join(' and ')}`;
    return [{message, suggestion: `--set nova.subsystems=${[...chosen, ...missing].join(',')}`}];
  });
}
