import {setTimeout as sleep} from 'node:timers/promises';
import type {Engine, StatusReport} from '@devstack/engine';
import {integer} from '@oclif/core/flags';
import {EngineCommand} from '../engine-command.ts';
import {isAllWell, renderStatus} from '../status-view.ts';

const POLL_MS = 200;

export default class Status extends EngineCommand {
  static override summary = 'Show the services. Read-only.';
  static override description =
    'Below them what components say of their own parts, with what to do for those that are down. Exit status 0 when all is well, else 1.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --wait 60'];
  static override flags = {
    wait: integer({min: 0, helpValue: 'SECONDS', summary: 'Wait at most so long until all is well.'}),
  };

  async run(): Promise<StatusReport> {
    const {flags} = await this.parse(Status);
    const engine = await this.openEngine(flags);
    const report = await waitUntilWell(engine, (flags.wait ?? 0) * 1000);
    const startCommand = this.commandLine('up', flags);
    this.print(renderStatus(report, {paint: this.paint, nowMs: Date.now(), startCommand}));
    this.endWith(isAllWell(report) ? 0 : 1);
    return report;
  }
}

async function waitUntilWell(engine: Engine, waitMs: number): Promise<StatusReport> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const report = await engine.status();
    if (isAllWell(report) || Date.now() >= deadline) return report;
    await sleep(Math.min(POLL_MS, Math.max(0, deadline - Date.now())));
  }
}
