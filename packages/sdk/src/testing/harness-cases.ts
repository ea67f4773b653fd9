import * as assert from 'node:assert/strict';
import type {ErrorCode} from '../error-codes.ts';
import {DevstackError} from '../errors.ts';
import type {ContractCase} from './contract.ts';

interface Harness {
  dispose(): Promise<void>;
}

/** Cases of which each has a harness of its own. */
export function casesWith<Made extends Harness>(
  create: () => Promise<Made>,
  cases: Readonly<Record<string, (harness: Made) => Promise<void>>>,
): readonly ContractCase[] {
  return Object.entries(cases).map(([title, body]) => ({
    title,
    async run() {
      const harness = await create();
      try {
        await body(harness);
      } finally {
        await harness.dispose();
      }
    },
  }));
}

/** The error that something ends with, which has this code. */
export async function rejects(promise: Promise<unknown>, code: ErrorCode): Promise<DevstackError> {
  const error: unknown = await promise.then(
    () => assert.fail(`nothing was thrown, but ${code} was expected`),
    (thrown: unknown) => thrown,
  );
  if (!DevstackError.is(error)) throw error;
  assert.equal(error.code, code, error.message);
  return error;
}
