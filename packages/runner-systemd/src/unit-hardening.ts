import type {ServiceSpec} from '@devstack/sdk';

/**
 * What a service cannot do. One that runs as root is not restricted: it mounts, makes network namespaces and starts guests that others must
 * see. The user's own manager cannot make a namespace for a service.
 */
export function hardening(spec: ServiceSpec, scope: 'system' | 'user'): string[] {
  if (scope === 'user') return ['NoNewPrivileges=yes'];
  if (spec.owner === undefined || spec.owner.user === 'root') return [];
  return [
    'NoNewPrivileges=yes',
    'ProtectSystem=full',
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelLogs=yes',
    'ProtectControlGroups=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
    'RestrictSUIDSGID=yes',
    'RestrictRealtime=yes',
    'LockPersonality=yes',
    ...(usesTemporaryFiles(spec) ? [] : ['PrivateTmp=yes']),
  ];
}

/** A service that is told of a path in a shared temporary directory must see that directory. */
function usesTemporaryFiles({argv, cwd, env, runDirectory, logFile}: ServiceSpec): boolean {
  const words = [...argv, cwd, runDirectory, logFile, ...Object.values(env)];
  return words.some((word) => /(^|[^\w.-])\/(var\/)?tmp(\/|$)/.test(word));
}
