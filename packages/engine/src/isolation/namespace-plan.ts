import type {Json} from '@devstack/sdk';

/** What the namespaces of a cloud are called and how the machine reaches them. Chosen once, kept in the trace: addresses of a cloud do not change. */
export interface NamespacePlan {
  readonly [key: string]: Json;
  /** The machine's end of the pair of links. */
  readonly link: string;
  /** The machine's address on that link. */
  readonly outside: string;
  /** The cloud's address: what its APIs listen on, and what clients use. */
  readonly inside: string;
}

/** Of the network that the two addresses are in. */
export const PREFIX_LENGTH = 30;
/** The cloud's end of the pair. */
export const INSIDE_LINK = 'eth0';
