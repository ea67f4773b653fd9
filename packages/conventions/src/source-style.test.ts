import {expect, test} from 'vitest';
import {findLines, withoutComments} from './code-text.ts';
import {filesBelow, nameOf, REPOSITORY, readText} from './repository.ts';
import {sourceFiles, workspace} from './workspace.ts';

const MOST_LINES = 300;

const isCode = (file: string): boolean => /\.(ts|js|sh)$/.test(file);
const code = filesBelow(`${REPOSITORY}/packages`).filter(isCode);

test(`no file is longer than ${MOST_LINES} lines`, () => {
  const long = code.map((file) => ({file: nameOf(file), lines: readText(file).split('\n').length - 1}));
  expect(long.filter(({lines}) => lines > MOST_LINES)).toEqual([]);
});

test('files are named in lower case with dashes', () => {
  expect(code.map(nameOf).filter((name) => /[A-Z_]/.test(name))).toEqual([]);
});

test('no test is left out, and none stands alone', () => {
  const left = /\.(only|skip|todo|fails|skipIf|runIf)\b|\b(xit|xtest|xdescribe|fit|fdescribe)\(/;
  const tests = workspace.flatMap(sourceFiles).filter((file) => file.endsWith('.test.ts'));
  expect(tests).not.toEqual([]);
  expect(tests.flatMap((file) => findLines(nameOf(file), readText(file), left))).toEqual([]);
});

test('nothing is left to do later', () => {
  const mark = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|X${'XX'})\\b`);
  expect(code.flatMap((file) => findLines(nameOf(file), readText(file), mark))).toEqual([]);
});

test('any is written only where a comment argues it', () => {
  const found = workspace.flatMap(sourceFiles).flatMap((file) => {
    const argued = readText(file).split('\n');
    const lines = withoutComments(readText(file)).split('\n');
    const isAny = (line: string): boolean => /(:|<|\bas|,)\s*any\b(?!['\w])/.test(line.replaceAll(/'[^']*'/g, "''"));
    return lines.flatMap((line, index) =>
      isAny(line) && !/biome-ignore lint\/suspicious\/noExplicitAny: \w/.test(argued[index - 1] ?? '')
        ? [`${nameOf(file)}:${index + 1}: ${line.trim()}`]
        : [],
    );
  });
  expect(found).toEqual([]);
});
