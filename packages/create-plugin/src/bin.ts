#!/usr/bin/env node
import {relative} from 'node:path';
import {messageOf} from '@devstack/sdk';
import {readArguments, usage} from './arguments.ts';
import {askAtTerminal, completeAnswers} from './ask.ts';
import {planPlugin} from './plugin-plan.ts';
import {writePlugin} from './write-plugin.ts';

async function main(argv: readonly string[]): Promise<string> {
  const given = readArguments(argv);
  if (given.help) return usage();
  const answers = await completeAnswers(given, process.stdin.isTTY ? askAtTerminal : undefined);
  const plan = planPlugin(answers, process.cwd());
  const files = writePlugin(plan);
  const directory = relative(process.cwd(), plan.directory) || '.';
  const next = ['npm install', 'npm run build', 'npm test', 'devstack plugins link'];
  return [
    `made ${plan.kind} ${plan.name} in ${directory}: ${files.join(', ')}`,
    '',
    ...[`cd ${directory}`, ...next].map((command) => `  ${command}`),
    '',
  ].join('\n');
}

try {
  process.stdout.write(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`error: ${messageOf(error)}\n`);
  process.exitCode = 2;
}
