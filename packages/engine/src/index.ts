export type * from './events.ts';
export type * from './reports.ts';
export type * from './settings.ts';
