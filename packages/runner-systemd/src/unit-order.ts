/**
 * Which units a boot starts before one: those that were there when it was first started, because what it needs was. Not those that
 * come after it themselves, which happens when it is started anew: systemd breaks a circle at a place of its own choice.
 *
 * @param after what each unit of the installation comes after
 */
export function earlierUnits(self: string, after: ReadonlyMap<string, readonly string[]>): string[] {
  const later = new Set([self]);
  for (let size = 0; size < later.size; ) {
    size = later.size;
    for (const [unit, earlier] of after) if (earlier.some((one) => later.has(one))) later.add(unit);
  }
  return [...after.keys()].filter((unit) => !later.has(unit)).sort();
}

/** The units that a unit file says it comes after. */
export function readAfter(unit: string): string[] {
  const [, words = ''] = /^After=(.*)$/m.exec(unit) ?? [];
  return words.split(' ').filter((word) => word.endsWith('.service'));
}
