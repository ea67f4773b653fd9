import {createRequire} from 'node:module';
import path from 'node:path';
import {expect, test} from 'vitest';

const script = path.resolve(import.meta.dirname, '../scripts/lazy-requires.js');
const {makeRequiresLazy} = (await import(script)) as {makeRequiresLazy(code: string): string};

const SOURCE = `
const node_path_1 = require("node:path");
const absent_1 = __importDefault(require("absent-package"));
exports.join = (...parts) => (0, node_path_1.join)(...parts);
exports.make = () => new node_path_1.Thing();
exports.fail = () => absent_1.default;
`;

interface Module {
  join(...parts: string[]): string;
  fail(): unknown;
}

function load(code: string): Module {
  const exports = {};
  new Function('exports', 'require', '__importDefault', code)(
    exports,
    createRequire(import.meta.url),
    (m: unknown) => m,
  );
  return exports as Module;
}

test('a module is required when it is used and not before', () => {
  expect(() => load(SOURCE)).toThrow('absent-package');
  const module = load(makeRequiresLazy(SOURCE));
  expect(module.join('a', 'b')).toBe('a/b');
  expect(() => module.fail()).toThrow('absent-package');
});

test('new takes the member and not the getter', () => {
  expect(makeRequiresLazy(SOURCE)).toContain('new (get$node_path_1()).Thing()');
});
