/** A line `option = value` of an INI file. */
interface IniEntry {
  readonly section: string;
  readonly option: string;
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

interface IniProblem {
  readonly line: number;
  readonly message: string;
}

interface IniReading {
  readonly entries: readonly IniEntry[];
  readonly problems: readonly IniProblem[];
}

const HEADER = /^\[([^[\]]*)\]$/;

/**
 * Reads an INI file: `[section]`, `option = value`, and lines that begin with `#` or `;`, which are comments. Everything after the first
 * `=` is the value, without the blanks around it. A section may be opened again; an option may be set once.
 */
export function parseIni(content: string): IniReading {
  const entries: IniEntry[] = [];
  const problems: IniProblem[] = [];
  const lines = new Map<string, number>();
  let section: string | undefined;
  content.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = index + 1;
    const read = parseLine(index === 0 ? raw.replace(/^\uFEFF/, '') : raw);
    if (read === undefined) return;
    if ('section' in read) section = read.section;
    else if ('problem' in read) problems.push({line, message: read.problem});
    else if (section === undefined)
      problems.push({line, message: `option '${read.option}' stands before the first [section]`});
    else {
      const key = JSON.stringify([section, read.option]);
      const first = lines.get(key);
      if (first === undefined) entries.push({section, ...read, line});
      else problems.push({line, message: `option '${read.option}' of [${section}] is already set in line ${first}`});
      lines.set(key, first ?? line);
    }
  });
  return {entries, problems};
}

type Line = {readonly section: string} | {readonly option: string; readonly value: string} | {readonly problem: string};

function parseLine(raw: string): Line | undefined {
  const text = raw.trim();
  if (text === '' || text.startsWith('#') || text.startsWith(';')) return undefined;
  if (text.startsWith('[')) {
    const name = HEADER.exec(text)?.[1]?.trim();
    return name === undefined || name === '' ? {problem: `expected [section], found '${text}'`} : {section: name};
  }
  const equals = text.indexOf('=');
  if (equals === -1) return {problem: `expected 'option = value', found '${text}'`};
  const option = text.slice(0, equals).trim();
  if (option === '') return {problem: `expected an option before '=', found '${text}'`};
  return {option, value: text.slice(equals + 1).trim()};
}
