import {readFile} from 'node:fs/promises';
import path from 'node:path';

/** What became of an option or a section of DEVSTACKpy: the name it has now, or why there is none. */
export type OldName = {readonly now: string} | {readonly gone: string};

/** By `section` and by `section.option`; the option counts more. */
export type OldNames = Readonly<Record<string, OldName>>;

/** From `old-names.json` of the host's conf; none when there is no such file. */
export async function readOldNames(conf: string): Promise<OldNames> {
  try {
    return JSON.parse(await readFile(path.join(conf, 'old-names.json'), 'utf8')) as OldNames;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

export function findOldName(names: OldNames, section: string, option: string): OldName | undefined {
  return names[`${section}.${option}`] ?? names[section];
}
