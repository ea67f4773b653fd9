import {expect, test} from 'vitest';
import {plainPaint} from './paint.ts';
import {renderPlan} from './plan-view.ts';
import {plannedStep, planReport} from './testing/reports.ts';

test('changes are grouped by kind, with differences of files and a line that counts', () => {
  const report = planReport({
    notes: ['origin pypi: pypi.org answers'],
    steps: [
      plannedStep({kind: 'service', title: 'service keystone/api', details: ['port 5000']}),
      plannedStep({
        kind: 'file',
        change: 'update',
        title: 'file /etc/k.conf',
        why: 'keystone reads it',
        content: {path: '/etc/k.conf', before: 'a\nb\nc\n', after: 'a\nB\nc\n'},
      }),
      plannedStep({kind: 'packages', title: 'packages apt', details: ['mariadb-server'], privileged: 'apt installs'}),
      plannedStep({kind: 'command', change: 'revert', title: 'command x', irreversible: 'mail was sent'}),
      plannedStep({kind: 'directory', change: 'present'}),
      plannedStep({kind: 'volume-group', title: 'volume group v'}),
    ],
  });
  expect(renderPlan(report, plainPaint)).toEqual([
    'plan: install in /srv/cloud, persona keystone',
    '  keystone  pypi 2026.1',
    '  note: origin pypi: pypi.org answers',
    '',
    'packages (1)',
    '  + packages apt',
    '      mariadb-server',
    '      needs root: apt installs',
    '',
    'files (1)',
    '  ~ file /etc/k.conf  (keystone reads it)',
    '      --- /etc/k.conf',
    '      +++ /etc/k.conf',
    '      @@ -1,3 +1,3 @@',
    '       a',
    '      -b',
    '      +B',
    '       c',
    '',
    'commands (1)',
    '  - command x',
    '      cannot be undone: mail was sent',
    '',
    'services (1)',
    '  + service keystone/api',
    '      port 5000',
    '',
    'volume-group (1)',
    '  + volume group v',
    '',
    '+3 ~1 -1, 1 as they should be',
  ]);
});

test('a file that is not there yet is compared with nothing', () => {
  const content = {path: '/etc/k.conf', after: 'a\n'};
  const lines = renderPlan(planReport({steps: [plannedStep({kind: 'file', title: 'file', content})]}), plainPaint);
  expect(lines.slice(4)).toEqual([
    '  + file',
    '      --- /dev/null',
    '      +++ /etc/k.conf',
    '      @@ -0,0 +1,1 @@',
    '      +a',
    '',
    '+1 ~0 -0',
  ]);
});

test('a plan without changes only counts', () => {
  expect(renderPlan(planReport({components: [], steps: [plannedStep({change: 'present'})]}), plainPaint)).toEqual([
    'plan: install in /srv/cloud, persona keystone',
    '',
    '+0 ~0 -0, 1 as they should be',
  ]);
});
