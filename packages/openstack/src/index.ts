export * from './component/address.ts';
export * from './component/openstack-component.ts';
export * from './component/uwsgi-conf.ts';
export * from './credentials.ts';
export * from './ensure-catalog.ts';
export * from './list-all.ts';
export {mergeCatalogs} from './merge-catalogs.ts';
export * from './open-session.ts';
export type {Answer, Method, RequestBody, RequestOptions, Session} from './session.ts';
