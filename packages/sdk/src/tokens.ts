import type {ComponentContext} from './component-context.ts';
import type {Host} from './host.ts';
import type {OptionValues} from './options.ts';
import type {Cloud, Downloads, Environment, Http, Logger, Packagers} from './services.ts';

declare const promised: unique symbol;

/** The name of something the container can provide. A string, so that it is equal across copies of this package. */
export type Token<T> = string & {readonly [promised]?: T};

/** Makes the name of something that the container can provide. */
export function token<T>(name: string): Token<T> {
  return `devstack/${name}` as Token<T>;
}

/** What a provider may ask for in its static `inject`. */
export const T = {
  host: token<Host>('host'),
  logger: token<Logger>('logger'),
  http: token<Http>('http'),
  downloads: token<Downloads>('downloads'),
  packagers: token<Packagers>('packagers'),
  environment: token<Environment>('environment'),
  /** For uploaders, and for others that talk to the cloud which devstack made. */
  cloud: token<Cloud>('cloud'),
  /** Not for components, which have `ctx.option`: the options of the provider's own section, as its manifest declares them. */
  options: token<OptionValues>('options'),
  /** Only for components: what this one is asked to be. */
  component: token<ComponentContext>('component'),
} as const;

/** The values that belong to a list of tokens, in order: the parameters of a provider's constructor. */
export type Injected<Tokens extends readonly Token<unknown>[]> = {
  -readonly [Index in keyof Tokens]: Tokens[Index] extends Token<infer Value> ? Value : never;
};
