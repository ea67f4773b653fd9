import {userInfo} from 'node:os';
import type {StepContext} from '@devstack/sdk';

const {username} = userInfo();

/** Of a step without secrets that runs as whoever runs the test. */
export const CONTEXT: StepContext = {
  signal: new AbortController().signal,
  progress: () => undefined,
  store: {put: async () => '', get: async () => new Uint8Array()},
  resolve: String,
  ownership: () => ({user: username, group: username}),
};
