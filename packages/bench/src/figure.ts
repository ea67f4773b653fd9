/** One measured number, and what it should be at most. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'ratio';
  /** Missing where the number only explains another one. */
  readonly atMost?: number;
  /** What it was measured against, and how often. */
  readonly note?: string;
}

export function isReached({value, atMost}: Figure): boolean {
  return atMost === undefined || value <= atMost;
}

export function renderFigure(figure: Figure): string {
  const {name, unit, value, atMost, note} = figure;
  const amount = formatAmount(value, unit).padStart(9);
  const goal =
    atMost === undefined ? '' : `at most ${formatAmount(atMost, unit)}: ${isReached(figure) ? 'reached' : 'MISSED'}`;
  return `${amount}  ${name.padEnd(58)} ${goal.padEnd(26)} ${note ?? ''}`.trimEnd();
}

function formatAmount(value: number, unit: Figure['unit']): string {
  const digits = unit === 'ms' ? (value < 10 ? 3 : 0) : 2;
  return unit === 'ratio' ? value.toFixed(digits) : `${value.toFixed(digits)} ${unit}`;
}
