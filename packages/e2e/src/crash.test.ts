import {afterEach, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {killAt, type Moment, whenTraceHas, whileRuns} from './moments.ts';

let cloud: CloudLab;
afterEach(() => cloud.lab.destroy());

async function killThrough(args: readonly string[], moments: readonly Moment[]): Promise<void> {
  for (const moment of moments) await killAt(cloud, await cloud.spawn(args), moment);
}

const duringUninstall = [
  whenTraceHas(/"t":"reverting"/),
  whenTraceHas(/"reverting","id":"[^"]*python/, 1, 200),
  whileRuns(/^\/?\S*dpkg .*--(remove|purge)/, 20),
  whileRuns(/^\/?\S*dpkg .*--(remove|purge)/, 500),
];

test('kill -9 anywhere: the same command brings the cloud up, and uninstall leaves nothing', async () => {
  cloud = await CloudLab.create({warmCache: true});
  await killThrough(
    ['up'],
    [
      whenTraceHas(/"t":"root"/),
      whenTraceHas(/"t":"intent"/, 5),
      whileRuns(/^apt-get|\/apt-get /, 100),
      whileRuns(/dpkg .*--unpack/, 50),
      whileRuns(/dpkg .*--unpack/, 400),
      whileRuns(/dpkg .*--configure/, 50),
      whenTraceHas(/"t":"intent".*"kind":"python"/, 1, 50),
      whileRuns(/uv .*(venv|pip)/, 0),
      whileRuns(/uv .*pip/, 300),
      whileRuns(/keystone-manage .*db_sync/, 100),
      whileRuns(/keystone-manage .*db_sync/, 1200),
      whileRuns(/keystone-manage .*bootstrap/, 200),
      whileRuns(/uwsgi --ini/, 0),
      whileRuns(/uwsgi --ini/, 700),
    ],
  );
  await cloud.succeed('up');
  expect(await cloud.token()).toEqual(adminToken);
  await killThrough(['uninstall'], duringUninstall);
  await cloud.succeed('uninstall');
  expect(await cloud.leftovers()).toEqual(nothing);
});

test('kill -9 of a run that was never completed: uninstall leaves nothing', async () => {
  cloud = await CloudLab.create({warmCache: true});
  await killThrough(
    ['up'],
    [whileRuns(/dpkg .*--configure/, 300), whileRuns(/uv .*pip/, 100), whileRuns(/keystone-manage .*db_sync/, 500)],
  );
  await cloud.succeed('uninstall');
  expect(await cloud.leftovers()).toEqual(nothing);
});
