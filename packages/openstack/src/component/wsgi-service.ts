import type {StepRef} from '@devstack/sdk';
import type {WsgiApplication} from './uwsgi-conf.ts';

/** An API behind uwsgi. */
export interface WsgiService {
  /** `api`: becomes `glance/api`, with `api-uwsgi.ini`. */
  readonly name: string;
  readonly port: number;
  /** What the release says for its name when missing. */
  readonly application?: WsgiApplication;
  readonly processes?: number;
  readonly threads?: number;
  /** How the application finds its configuration. */
  readonly env: Readonly<Record<string, string>>;
  /** Configuration files that it reads, by path. */
  readonly files: readonly string[];
  readonly isChunked?: boolean;
  /** Path of a request that needs no token, and the statuses that mean ready; `/` and [200, 300] when missing. */
  readonly health?: {readonly path: string; readonly statuses: readonly number[]};
  /** Besides its files and its code. */
  readonly needs?: readonly StepRef[];
}
