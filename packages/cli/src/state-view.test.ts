import type {PartState} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {plainPaint} from './paint.ts';
import {isWell, renderStates} from './state-view.ts';

const NOW_MS = 100_000;
const part = (changes: Partial<PartState> = {}): PartState => ({
  program: 'nova-compute',
  host: 'compute-1',
  state: 'up',
  service: 'compute',
  heardAtMs: 96_000,
  ...changes,
});
const lines = (parts: readonly PartState[]) => renderStates([{component: 'nova', parts}], plainPaint, NOW_MS);

describe('what a component says of its parts', () => {
  test('is a row for those of a kind that are in the same state', () => {
    const agents = ['compute-10', 'compute-9'].map(
      (host): PartState => ({program: 'ovn-controller', host, state: 'up'}),
    );
    const states = [
      {component: 'neutron', parts: agents},
      {
        component: 'nova',
        parts: [
          part({program: 'nova-scheduler', host: 'controller'}),
          part(),
          part({host: 'compute-2', heardAtMs: 99_000}),
          part({host: 'compute-3', state: 'disabled'}),
        ],
      },
    ];
    expect(renderStates(states, plainPaint, NOW_MS)).toEqual([
      '',
      'PART                    STATE     HOST                   HEARD',
      'neutron/ovn-controller  up        compute-9, compute-10      -',
      'nova/nova-compute       up        compute-1, compute-2    4.0s',
      'nova/nova-compute       disabled  compute-3               4.0s',
      'nova/nova-scheduler     up        controller              4.0s',
    ]);
  });

  test('counts many hosts', () => {
    const parts = Array.from({length: 20}, (_, index) => part({host: `compute-${index + 1}`}));
    expect(lines(parts).at(-1)).toBe('nova/nova-compute  up     20 hosts   4.0s');
  });

  test('has a sentence for what is down, and says what to do', () => {
    const dead = part({
      host: 'compute-2',
      state: 'down',
      heardAtMs: 20_000,
      suggestion: 'devstack restart nova/compute-2',
    });
    expect(lines([part(), dead]).slice(-4)).toEqual([
      'nova/nova-compute  down   compute-2  1m 20s',
      '',
      'nova-compute on compute-2 is down: nova heard of it last 1m 20s ago',
      '  try: devstack restart nova/compute-2',
    ]);
  });

  test('or why it did not say', () => {
    const error = {
      message: 'nova does not say how it is: no answer within 2 s',
      suggestions: ['devstack logs nova/api'],
    };
    expect(renderStates([{component: 'nova', parts: [], error}], plainPaint, NOW_MS)).toEqual([
      '',
      'nova does not say how it is: no answer within 2 s',
      '  try: devstack logs nova/api',
    ]);
  });
});

test('all is well with a component that somebody disabled a part of, and not when one is down or it does not say', () => {
  expect(isWell({component: 'nova', parts: [part(), part({state: 'disabled'})]})).toBe(true);
  expect(isWell({component: 'nova', parts: [part(), part({state: 'down'})]})).toBe(false);
  expect(isWell({component: 'nova', parts: [], error: {message: 'x', suggestions: []}})).toBe(false);
});
