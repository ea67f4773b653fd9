/** A requirement as PEP 508 writes it, as far as selection from a lock needs it. */
export interface Requirement {
  /** Normalised: `oslo.messaging` and `Oslo_Messaging` are `oslo-messaging`. */
  readonly name: string;
  /** The version, where exactly one is allowed. */
  readonly exact?: string;
  readonly text: string;
}

const SHAPE = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*([^;]*)/;

export function parseRequirement(text: string): Requirement {
  const trimmed = text.trim();
  const [, name, specifier = ''] = SHAPE.exec(trimmed) ?? [];
  if (name === undefined) throw new TypeError(`'${text}' is not a requirement`);
  const exact = /^={2,3}\s*([^\s,*]+)$/.exec(specifier.trim().replace(/^\((.*)\)$/, '$1'))?.[1];
  return {name: normaliseName(name), text: trimmed, ...(exact === undefined ? {} : {exact})};
}

/** The name under which a distribution is known to everybody (PEP 503). */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
