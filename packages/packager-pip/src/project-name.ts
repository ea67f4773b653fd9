import {normaliseName} from './requirement.ts';

/** The distribution that a source tree makes, from the text of its pyproject.toml and setup.cfg; undefined when neither says. */
export function parseProjectName(pyproject: string | undefined, setupCfg: string | undefined): string | undefined {
  const name = valueIn(pyproject, 'project') ?? valueIn(setupCfg, 'metadata');
  return name === undefined ? undefined : normaliseName(name);
}

function valueIn(text: string | undefined, section: string): string | undefined {
  const [, ...parts] = `\n${text ?? ''}`.split(`\n[${section}]`);
  const body = parts[0]?.split(/\n\[/)[0];
  return body === undefined ? undefined : /^\s*name\s*=\s*["']?([A-Za-z0-9][\w.-]*)/m.exec(body)?.[1];
}
