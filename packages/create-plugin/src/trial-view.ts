import type {TrialPhase, TrialReport} from '@devstack/sdk/testing';

/** A trial for a person: what came and went with each phase, and what was left. */
export function showTrial(component: string, {phases, left}: TrialReport): {text: string; isClean: boolean} {
  const rest = [...left.files.map((file) => `file ${file}`), ...left.processes.map((line) => `process ${line}`)];
  const isClean = rest.length === 0 && phases.every(({succeeded}) => succeeded);
  const lines = phases.flatMap((phase, index) => linesOf(phase, phases[index - 1]?.files ?? []));
  const end =
    rest.length === 0 ? [`${component} leaves nothing behind`] : [`${component} leaves behind:`, ...indent(rest)];
  return {text: [component, ...indent(lines), ...end, ''].join('\n'), isClean};
}

function linesOf({name, argv, succeeded, output, files}: TrialPhase, before: readonly string[]): readonly string[] {
  const title = `${succeeded ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} devstack ${argv.join(' ')}`;
  if (!succeeded) return [title, ...indent(output.trimEnd().split('\n'))];
  const made = files.filter((file) => !before.includes(file)).map((file) => `+ ${file}`);
  const gone = before.filter((file) => !files.includes(file)).map((file) => `- ${file}`);
  return [title, ...indent([...made, ...gone])];
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
