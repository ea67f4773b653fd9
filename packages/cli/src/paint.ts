import pc from 'picocolors';

/** Colours for one stream; without colour every function returns its argument. */
export type Paint = ReturnType<typeof pc.createColors>;

export const plainPaint: Paint = pc.createColors(false);

export function wantsColor(
  stream: {readonly isTTY?: boolean},
  variables: Readonly<Record<string, string | undefined>>,
): boolean {
  if (variables.NO_COLOR) return false;
  if (variables.FORCE_COLOR) return variables.FORCE_COLOR !== '0';
  return stream.isTTY === true && variables.TERM !== 'dumb';
}

export function paintFor(stream: {readonly isTTY?: boolean}): Paint {
  return pc.createColors(wantsColor(stream, process.env));
}
