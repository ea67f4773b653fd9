export {openEngine} from './engine/open-engine.ts';
export type * from './events.ts';
export {LocalHost} from './host/local-host.ts';
export type * from './reports.ts';
export type * from './settings.ts';
