// Characters that Unicode gives to nobody: no template has them.
export const MARK = /\ufdd0(\d+)[\ufdd1\ufdd2]/g;

const EMPTY = /^\ufdd0\d+\ufdd2$/;

/** Stands for a value in what Handlebars renders. */
export function markOf(index: number, value: string): string {
  return `\ufdd0${index}${value === '' ? '\ufdd2' : '\ufdd1'}`;
}

/** Whether it stands for an empty value, which is none for `{{#if}}`. */
export function isEmptyMark(value: unknown): boolean {
  return typeof value === 'string' && EMPTY.test(value);
}
