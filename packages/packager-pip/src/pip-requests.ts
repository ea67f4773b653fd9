import type {JsonObject, PackageRequest} from '@devstack/sdk';
import {normaliseName} from './requirement.ts';

/** `2.0.*` is any version that starts so; without a version it is the newest. */
export function requirementOf({name, version}: PackageRequest): string {
  return version === undefined || version === '*' ? name : `${name}==${version}`;
}

export function isFulfilled({name, version}: PackageRequest, installed: ReadonlyMap<string, string>): boolean {
  const found = installed.get(normaliseName(name));
  if (found === undefined || version === undefined || version === '*') return found !== undefined;
  return version.endsWith('.*') ? `${found}.`.startsWith(version.slice(0, -1)) : found === version;
}

export function recordOf(requests: readonly PackageRequest[]): JsonObject {
  return {requests: requests.map((request) => ({...request}))};
}

export function requestsOf(record: JsonObject | undefined): readonly PackageRequest[] {
  return (record?.requests ?? []) as unknown as readonly PackageRequest[];
}

/** One request for each name; the later one counts. */
export function uniteRequests(...all: readonly (readonly PackageRequest[])[]): PackageRequest[] {
  return [...new Map(all.flat().map((request) => [normaliseName(request.name), request])).values()];
}

export function withoutRequests(
  requests: readonly PackageRequest[],
  others: readonly PackageRequest[],
): readonly PackageRequest[] {
  const names = new Set(others.map(({name}) => normaliseName(name)));
  return requests.filter(({name}) => !names.has(normaliseName(name)));
}
