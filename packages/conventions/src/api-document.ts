import path from 'node:path';
import {readText} from './repository.ts';

/** One exported name, as its declaration file has it. */
export interface Declaration {
  readonly name: string;
  /** The text of its docstring; empty when it has none. */
  readonly summary: string;
  readonly code: string;
}

interface Module {
  readonly title: string;
  readonly declarations: readonly Declaration[];
}

const SDK = 'packages/sdk/dist';
const PARTS = {'@devstack/sdk': 'index.d.ts', '@devstack/sdk/testing': 'testing/index.d.ts'};

/** What the sdk exports, module by module, in the order in which it exports them. */
export function readSdkModules(): readonly Module[] {
  return Object.entries(PARTS).flatMap(([part, index]) => {
    const directory = path.dirname(path.join(SDK, index));
    const names = [...readText(path.join(SDK, index)).matchAll(/from '\.\/([\w-]+)\.ts'/g)].map(([, name]) => name!);
    return names.map((name) => ({
      title: `${part}: ${name.replaceAll('-', ' ')}`,
      declarations: readDeclarations(readText(path.join(directory, `${name}.d.ts`))),
    }));
  });
}

/** The compiler writes statements from the first column on, each under its docstring. */
export function readDeclarations(text: string): readonly Declaration[] {
  const statement =
    /^(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?(export (?:declare )?(?:abstract )?(?:interface|type|class|function|const) (\w+)[\s\S]*?)(?=\n(?:\/\*\*|export|import|declare)|\n*$(?![\s\S]))/gm;
  return [...text.matchAll(statement)].map(([, doc = '', code, name]) => ({
    name: name!,
    summary: doc.replaceAll(/^\s*\* ?/gm, '').trim(),
    code: code!.trimEnd(),
  }));
}

/** `docs/api.md`. */
export function renderApiDocument(): string {
  const intro = [
    '# The contract, name by name',
    '',
    'Made from the docstrings of [the sdk](../packages/sdk/README.md) by `npm run docs`.',
    'How it hangs together is in [Writing a plugin](writing-a-plugin.md).',
  ];
  const sections = readSdkModules()
    .filter(({declarations}) => declarations.length > 0)
    .flatMap(({title, declarations}) => [`## ${title}`, ...declarations.flatMap(sectionOf)]);
  return `${[...intro, '', sections.join('\n\n')].join('\n')}\n`;
}

function sectionOf({name, summary, code}: Declaration): readonly string[] {
  const [prose, example] = summary.split('@example');
  const shown = code.replace(/^export (declare )?/, '').replaceAll('    ', '  ');
  const text = prose!
    .replaceAll(/\{@link ([\w.]+)\}/g, '`$1`')
    .replaceAll(/^@param (\w+)/gm, '`$1`:')
    .trim();
  // docs/errors.md has them, and what each means.
  const listing = name === 'ERROR_CODES' ? [] : [`\`\`\`ts\n${shown}\n\`\`\``];
  const examples = example === undefined ? [] : [`\`\`\`ts\n${example.trim()}\n\`\`\``];
  return [`### ${name}`, text, ...listing, ...examples];
}
