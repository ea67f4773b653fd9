import type {RestartPolicy, ServiceSpec, StopPolicy} from '@devstack/sdk';
import {identifierOf} from './journal-commands.ts';
import {hardening} from './unit-hardening.ts';
import {COMMON_SLICE, type SharedNames, type UnitNames} from './unit-names.ts';
import {environmentLine, quoteValue, quoteWord} from './unit-quoting.ts';

/** What systemd adds to the environment of a service, beside the manager's own variables. */
const ADDED = [
  'HOME',
  'INVOCATION_ID',
  'JOURNAL_STREAM',
  'LANG',
  'LOGNAME',
  'MANAGERPID',
  'MEMORY_PRESSURE_WATCH',
].concat(['MEMORY_PRESSURE_WRITE', 'PATH', 'SHELL', 'SYSTEMD_EXEC_PID', 'TERM', 'TMPDIR', 'USER', 'XDG_RUNTIME_DIR']);

/** Of a signal that systemd counts as a good end, though nobody asked for one. */
const RESTARTING_SIGNALS = 'RestartForceExitStatus=SIGHUP SIGINT SIGTERM SIGPIPE';
const FIRST_WITH_RESTART_STEPS = 254;
const START_TIMEOUT = '5min';

export interface Surroundings {
  readonly scope: 'system' | 'user';
  readonly version: number;
  /** Where unit files live. */
  readonly directory: string;
  /** Services of the same installation that a boot starts first. */
  readonly after: readonly string[];
  /** Names of the manager's own variables. */
  readonly inherited: readonly string[];
}

/** Readiness is said to whoever listens at this variable's address. */
export const NOTIFY = 'NOTIFY_SOCKET';

export function renderService(spec: ServiceSpec, names: UnitNames, shared: SharedNames, around: Surroundings): string {
  const {scope, after, directory} = around;
  const online = scope === 'system' ? ['network-online.target'] : [];
  const own = new Set(Object.keys(spec.env));
  const unset = [...new Set([...ADDED, ...around.inherited])].filter((name) => !own.has(name) && name !== NOTIFY);
  return lines(
    '[Unit]',
    `Description=devstack ${quoteValue(spec.id)}`,
    `Wants=${[names.memory, ...online].join(' ')}`,
    `After=${[...online, ...after].join(' ')}`,
    `RequiresMountsFor=${quoteWord(spec.runDirectory)}`,
    ...startLimit(spec.restart),
    '',
    '[Service]',
    ...execution(spec),
    `SyslogIdentifier=${quoteValue(scope === 'user' ? identifierOf(names.service) : spec.id)}`,
    ...(scope === 'system' && spec.owner !== undefined ? [`User=${spec.owner.user}`, `Group=${spec.owner.group}`] : []),
    `Slice=${shared.slice}`,
    `EnvironmentFile=${quoteValue(`${directory}/${names.environment}`)}`,
    `UnsetEnvironment=${unset.join(' ')}`,
    ...restarting(spec.restart, around.version),
    ...stopLines(spec.stop),
    ...hardening(spec, scope),
    '',
    '[Install]',
    `WantedBy=${shared.target}`,
  );
}

function execution({argv, cwd, env}: ServiceSpec): string[] {
  return [
    ...(NOTIFY in env ? ['Type=notify', 'NotifyAccess=all'] : ['Type=exec']),
    `TimeoutStartSec=${START_TIMEOUT}`,
    `ExecStart=@${[argv[0], ...argv].map(quoteWord).join(' ')}`,
    `WorkingDirectory=${quoteValue(cwd)}`,
    'UMask=0077',
    'LimitNOFILE=65536',
    'StandardInput=null',
    'StandardOutput=journal',
    'StandardError=inherit',
    'SyslogLevelPrefix=no',
    'LogRateLimitIntervalSec=10s',
    'LogRateLimitBurst=20000',
  ];
}

function startLimit({when, limit, windowMs}: RestartPolicy): string[] {
  if (when === 'never') return ['StartLimitIntervalSec=0'];
  return [`StartLimitIntervalSec=${windowMs}ms`, `StartLimitBurst=${limit + 1}`];
}

function restarting({when}: RestartPolicy, version: number): string[] {
  if (when === 'never') return ['Restart=no'];
  const steps = version < FIRST_WITH_RESTART_STEPS ? [] : ['RestartSteps=6', 'RestartMaxDelaySec=30s'];
  return [`Restart=${when}`, 'RestartSec=500ms', ...steps, ...(when === 'on-failure' ? [RESTARTING_SIGNALS] : [])];
}

/** No time at all would mean any time to systemd. */
function stopLines({signal, graceMs}: StopPolicy): string[] {
  return ['KillMode=control-group', `KillSignal=${signal}`, `TimeoutStopSec=${Math.max(1, graceMs)}ms`];
}

/** The unit as it would be with another policy. */
export function withStopPolicy(unit: string, policy: StopPolicy): string {
  const [, signal = '', timeout = ''] = stopLines(policy);
  return unit.replace(/^KillSignal=.*$/m, () => signal).replace(/^TimeoutStopSec=.*$/m, () => timeout);
}

export function readStopPolicy(unit: string): {readonly signal: string; readonly graceMs: number} {
  const [, signal = ''] = /^KillSignal=(.*)$/m.exec(unit) ?? [];
  const [, graceMs = '0'] = /^TimeoutStopSec=(\d+)ms$/m.exec(unit) ?? [];
  return {signal, graceMs: Number(graceMs)};
}

export function renderEnvironment(env: Readonly<Record<string, string>>): string {
  const entries = Object.entries(env).filter(([name]) => name !== NOTIFY);
  return lines(...entries.map(([name, value]) => environmentLine(name, value)));
}

export function renderMemory(id: string, {service}: UnitNames): string {
  return lines('[Unit]', `Description=devstack ${quoteValue(id)}, what became of it`, `After=${service}`);
}

export function renderTarget(): string {
  return lines('[Unit]', 'Description=devstack, a cloud', 'StopWhenUnneeded=no');
}

export function renderSlice(name: string): string {
  const what = name === COMMON_SLICE ? 'devstack, all clouds' : 'devstack, a cloud';
  return lines('[Unit]', `Description=${what}`, 'StopWhenUnneeded=yes');
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
