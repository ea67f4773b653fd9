import pc from 'picocolors';
import {expect, test} from 'vitest';
import {lineRenderer} from './log-view.ts';
import {plainPaint} from './paint.ts';

const line = {service: 'nova/api', atMs: Date.UTC(2026, 2, 1), text: 'hello'};

test('lines of several services begin with their names, in columns', () => {
  const render = lineRenderer(['keystone/api', 'nova/api'], {json: false, paint: plainPaint});
  expect(render(line)).toBe('nova/api     | hello');
  expect(render({...line, text: ''})).toBe('nova/api     |');
});

test('each service has a colour of its own on a terminal', () => {
  const render = lineRenderer(['keystone/api', 'nova/api'], {json: false, paint: pc.createColors(true)});
  const colors = ['keystone/api', 'nova/api'].map((service) => render({...line, service}).slice(0, 5));
  expect(new Set(colors).size).toBe(2);
  expect(render(line)).toMatch(/ \|\S* hello$/);
});

test('lines of one service are as they are', () => {
  expect(lineRenderer(['nova/api'], {json: false, paint: plainPaint})(line)).toBe('hello');
});

test('a program gets an object a line', () => {
  const render = lineRenderer(['nova/api'], {json: true, paint: plainPaint});
  expect(render(line)).toBe('{"time":"2026-03-01T00:00:00.000Z","service":"nova/api","line":"hello"}');
});
