import {CLIError} from '@oclif/core/errors';

const UNIT_MS: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};
const AGO = /^(?:\d+(?:\.\d+)?[smhd])+$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** `5m`, `1h30m`, `2026-03-01`, `2026-03-01T10:00:00Z` as milliseconds since the epoch; a date without a zone is local. */
export function parseSince(text: string, nowMs: number): number {
  if (AGO.test(text)) {
    const parts = [...text.matchAll(/([\d.]+)([smhd])/g)];
    return nowMs - parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_MS[unit!]!, 0);
  }
  // A date alone is read as UTC by JavaScript.
  const ms = DATE.test(text)
    ? Date.parse(/^\S{10}$/.test(text) ? `${text}T00:00` : text.replace(',', '.'))
    : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new CLIError(`cannot show logs since '${text}': expected 30s, 5m, 2h, 1d, or a date like 2026-03-01T10:00`, {
    exit: 2,
  });
}
