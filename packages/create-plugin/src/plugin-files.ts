import {readdirSync, readFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {makePackageManifest} from './plugin-package.ts';
import type {PluginPlan} from './plugin-plan.ts';
import {classNameOf, renameTemplate} from './rename-template.ts';

export interface PluginFile {
  /** Relative to the directory of the plugin. */
  readonly path: string;
  readonly content: string;
}

const HERE = join(import.meta.dirname, '..');
/** npm leaves a file of the real name out of a package. */
const STORED_NAMES: Readonly<Record<string, string>> = {gitignore: '.gitignore'};

/** Everything that a new plugin begins with. */
export function makePluginFiles(plan: PluginPlan): readonly PluginFile[] {
  const manifest = makePackageManifest(plan, {sdk: sdkRange()});
  const texts = ['common', plan.kind].flatMap((directory) => readTemplates(join(HERE, 'templates', directory)));
  return [
    {path: 'package.json', content: `${JSON.stringify(manifest, undefined, 2)}\n`},
    {path: 'src/index.ts', content: entryOf(plan)},
    ...texts.map(({path, content}) => ({path: renameTemplate(path, plan.name), content: fill(content, plan)})),
  ];
}

function entryOf({kind, name}: PluginPlan): string {
  const file = kind === 'component' ? name : `${name}-${kind}`;
  const provider = classNameOf(file);
  const key = name.includes('-') ? `'${name}'` : name;
  return [
    "import {definePlugin} from '@devstack/sdk';",
    '',
    'export default definePlugin({',
    `  ${kind}: {${key}: async () => (await import('./${file}.ts')).${provider}},`,
    '});',
    '',
  ].join('\n');
}

function fill(content: string, {name, packageName}: PluginPlan): string {
  return renameTemplate(content.replaceAll('devstack-example', packageName), name);
}

function readTemplates(directory: string): readonly PluginFile[] {
  return readdirSync(directory, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return {path: STORED_NAMES[entry.name] ?? relative(directory, file), content: readFileSync(file, 'utf8')};
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The sdk that this was released with. */
function sdkRange(): string {
  const {dependencies} = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<'@devstack/sdk', string>>;
  };
  return dependencies['@devstack/sdk'];
}
