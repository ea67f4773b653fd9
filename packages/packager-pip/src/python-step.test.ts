import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {PythonStep} from './python-step.ts';
import {createServices, stepContext} from './testing/services.ts';

const LOCK = new URL('../../plugin-keystone/conf/releases/2026.2.lock', import.meta.url);

test('an environment made from the lock imports keystone', {timeout: 60_000}, async () => {
  const services = await createServices();
  const step = new PythonStep(services.host, services.http, services.environment, services.logger);
  const args = {
    environment: `${services.directory}/venv`,
    interpreter: (await services.host.which('python3'))!,
    requirements: ['keystone==30.0.0', 'PyMySQL'],
    locks: [{name: '2026.2.lock', text: await readFile(LOCK, 'utf8')}],
    editable: [],
  };
  expect(await step.probe(args)).toBe('absent');
  const before = await step.capture(args);
  const after = await step.apply(args, {before}, stepContext());
  expect(await step.probe(args)).toBe('present');
  const {stdout} = await services.host.run([`${args.environment}/bin/keystone-manage`, '--version']);
  expect(stdout.trim()).toBe('30.0.0');
});
