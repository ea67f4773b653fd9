// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are values
import {writeFileSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createLab, type Lab} from './lab.ts';

const FORMATS = ['oslo', 'ini', 'yaml', 'json', 'url', 'env'] as const;

/** Two characters of every kind in every order, and texts that one language or another takes for something else. */
const pieces = [
  ...`'"\\$%\`#;:=@/?&+{}[]()<>|!~*, \t`,
  'x',
  '\u00e9',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u{1f600}',
  '\u001c',
];
const values = [
  ...pieces.flatMap((first) => pieces.flatMap((second) => [`${first}${second}`, `a${first}${second}b`])),
  ...[
    '',
    'null',
    'yes',
    '0x1F',
    '1e3',
    '%(here)s',
    '${HOME}',
    '"quoted"',
    "''",
    '- a: b',
    ' lead',
    'trail\t',
    '%41',
    '$$',
    '$x',
  ],
];

/** Renders a file of each format, with a line for each value that it can hold. */
const RENDER = `
import {readFileSync, writeFileSync} from 'node:fs';
import {quoteValue} from '/devstack/packages/engine/src/templates/quote-value.ts';
import {renderTemplate} from '/devstack/packages/engine/src/templates/render-template.ts';
const values = JSON.parse(readFileSync('/root/values.json', 'utf8'));
const LINES = {
  oslo: [(n) => \`\${n} = %\${n}%\`, '[DEFAULT]', '', '\\n'],
  ini: [(n) => \`\${n} = %\${n}%\`, '[a]', '', '\\n'],
  yaml: [(n) => \`\${n}: %\${n}%\`, '', '', '\\n'],
  json: [(n) => \`"\${n}": %\${n}%\`, '{', '}', ',\\n'],
  url: [(n) => \`amqp://me:%\${n}%@h/\`, '', '', '\\n'],
  env: [(n) => \`\${n}=%\${n}%\`, '', '', '\\n'],
};
const refused = {};
for (const [format, [line, first, last, between]] of Object.entries(LINES)) {
  const all = Object.entries(values);
  const fits = all.filter(([, value]) => 'text' in quoteValue(value, format, true));
  refused[format] = all.filter((one) => !fits.includes(one)).map(([, value]) => value);
  const template = [first, fits.map(([name]) => line(name)).join(between), last, ''].join('\\n');
  const text = await renderTemplate({name: format, template}, Object.fromEntries(fits), format);
  writeFileSync('/root/file.' + format, text);
  writeFileSync('/root/wanted.' + format, JSON.stringify(Object.fromEntries(fits)));
}
console.log(JSON.stringify(refused));`;

/** Reads each file with the library that programs read it with, and says what differs. */
const READ = `
import configparser, json, subprocess, sys, urllib.parse, yaml
from oslo_config import cfg
def oslo(path, names):
    conf = cfg.ConfigOpts()
    conf.register_opts([cfg.StrOpt(name) for name in names])
    conf(['--config-file', path])
    return {name: conf[name] for name in names}
def ini(path, names):
    parser = configparser.ConfigParser()
    parser.optionxform = str
    parser.read(path)
    return dict(parser['a'])
def url(path, names):
    lines = [line for line in open(path).read().split('\\n') if line]
    return {name: urllib.parse.unquote(urllib.parse.urlsplit(line).password or '') for name, line in zip(names, lines)}
def shell(path, names):
    script = '. "$0"; ' + ''.join("printf '%s\\\\0' \\"$" + name + '"; ' for name in names)
    return dict(zip(names, subprocess.run(['sh', '-c', script, path], stdout=subprocess.PIPE).stdout.decode().split('\\0')))
readers = {'oslo': oslo, 'ini': ini, 'yaml': lambda p, n: yaml.safe_load(open(p)), 'json': lambda p, n: json.load(open(p)),
           'url': url, 'env': shell}
wrong = {}
for form, read in readers.items():
    wanted = json.load(open('/root/wanted.' + form))
    found = read('/root/file.' + form, list(wanted))
    wrong[form] = [[value, found.get(name)] for name, value in wanted.items() if found.get(name) != value]
    print(form, len(wanted), file=sys.stderr)
print(json.dumps(wrong))`;

let lab: Lab;
let refused: Record<string, string[]>;

beforeAll(async () => {
  lab = await createLab({init: 'systemd'});
  await lab.run(['apt-get', 'install', '-y', '--no-install-recommends', 'python3-oslo.config', 'python3-yaml']);
  const named = Object.fromEntries(values.map((value, index) => [`V${index}`, value]));
  writeFileSync(`/proc/${lab.pid}/root/root/values.json`, JSON.stringify(named));
  const argv = ['node', '--conditions=devstack-source', '--input-type=module', '-e', RENDER];
  refused = JSON.parse((await lab.run(argv)).stdout) as Record<string, string[]>;
});
afterAll(() => lab?.destroy());

test('oslo.config, configparser, PyYAML, json, urllib and sh read back every value that was written', async () => {
  const {stdout} = await lab.run(['python3', '-c', READ]);
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(FORMATS.map((format) => [format, []])));
});

test('systemd reads the same as a shell', async () => {
  const wanted = JSON.parse(await lab.readFile('/root/wanted.env')) as Record<string, string>;
  const argv = ['systemd-run', '--quiet', '--wait', '--pipe', '--property=EnvironmentFile=/root/file.env'];
  const {stdout} = await lab.run([...argv, 'cat', '/proc/self/environ']);
  const found = stdout.split('\0').filter((line) => /^V\d+=/.test(line));
  expect(
    Object.fromEntries(found.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
  ).toEqual(wanted);
});

test('only what a format cannot hold is refused', () => {
  const blanks = [...'\t \u0085\u00a0\u2028\u001c'];
  expect(refused).toEqual({
    ...{yaml: [], json: [], url: [], env: []},
    oslo: values.filter((value) => value.includes('\\$')),
    ini: values.filter((value) => blanks.some((blank) => value.startsWith(blank) || value.endsWith(blank))),
  });
});
