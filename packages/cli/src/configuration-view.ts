import type {ConfiguredOption} from '@devstack/engine';
import {alignRows} from './table.ts';

/** `section.option = value`, and with `origin` where each value comes from. */
export function renderConfiguration(options: readonly ConfiguredOption[], origin: boolean): string[] {
  const line = ({key, value}: ConfiguredOption): string =>
    `${key} = ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  if (!origin) return options.map(line);
  return alignRows(options.map((option) => [line(option), option.origin]));
}
