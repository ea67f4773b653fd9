import type {PlannedStep, PlanReport, RunReport, ServiceRow, StatusReport, VerifyReport} from '@devstack/engine';

export function runReport(changes: Partial<RunReport> = {}): RunReport {
  return {
    action: 'start',
    root: '/srv/cloud',
    components: ['database', 'keystone'],
    unchanged: false,
    steps: [
      {
        id: 'keystone/directory:/srv/cloud/etc',
        title: 'directory /srv/cloud/etc',
        outcome: 'applied',
        startedMs: 0,
        ms: 2,
      },
      {
        id: 'keystone/file:/srv/cloud/etc/k.conf',
        title: 'file /srv/cloud/etc/k.conf',
        outcome: 'changed',
        startedMs: 0,
        ms: 3,
      },
      {id: 'keystone/service:api', title: 'service keystone/api', outcome: 'present', startedMs: 0, ms: 1},
    ],
    phases: {configure: 60, start: 2340},
    ms: 2400,
    endpoints: [{name: 'identity', url: 'http://127.0.0.1:5000/v3'}],
    kept: [],
    notes: [],
    ...changes,
  };
}

export function plannedStep(changes: Partial<PlannedStep> = {}): PlannedStep {
  return {
    id: 'keystone/directory:/srv/cloud/etc',
    kind: 'directory',
    phase: 'configure',
    components: ['keystone'],
    needs: [],
    change: 'apply',
    title: 'directory /srv/cloud/etc',
    details: [],
    ...changes,
  };
}

export function planReport(changes: Partial<PlanReport> = {}): PlanReport {
  return {
    action: 'install',
    root: '/srv/cloud',
    persona: 'keystone',
    components: [{name: 'keystone', origin: 'pypi', series: '2026.1'}],
    notes: [],
    steps: [plannedStep()],
    ...changes,
  };
}

export function serviceRow(changes: Partial<ServiceRow> = {}): ServiceRow {
  return {
    service: 'keystone/api',
    status: {state: 'running', pid: 4711, sinceMs: 0, memoryBytes: 132_000_000},
    runner: 'fork',
    ports: [5000],
    health: 'ok',
    ...changes,
  };
}

export function statusReport(changes: Partial<StatusReport> = {}): StatusReport {
  return {root: '/srv/cloud', installed: ['keystone'], services: [serviceRow()], states: [], ...changes};
}

export function verifyReport(changes: Partial<VerifyReport> = {}): VerifyReport {
  const steps = [
    {title: 'token by password', ms: 200, failed: false},
    {title: 'list of services', ms: 90, failed: false},
  ];
  return {
    root: '/srv/cloud',
    passed: true,
    checks: [{check: 'identity', component: 'keystone', steps, ms: 300}],
    ms: 400,
    ...changes,
  };
}
