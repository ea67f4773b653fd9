import {expect, test} from 'vitest';
import {chooseFile, parseIndexPage} from './index-page.ts';

const PAGE = 'https://m.example/simple/six/';
const A = 'a'.repeat(64);

test('a JSON page gives names, addresses, hashes and what was yanked', () => {
  const files = [
    {filename: 'six-1.0.tar.gz', url: '../../files/six-1.0.tar.gz', hashes: {sha256: A}},
    {filename: 'six-0.9.tar.gz', url: 'https://f.example/six-0.9.tar.gz', hashes: {}, yanked: 'broken'},
  ];
  expect(parseIndexPage(JSON.stringify({files}), 'application/vnd.pypi.simple.v1+json', PAGE)).toEqual([
    {filename: 'six-1.0.tar.gz', url: 'https://m.example/files/six-1.0.tar.gz', isYanked: false, sha256: A},
    {filename: 'six-0.9.tar.gz', url: 'https://f.example/six-0.9.tar.gz', isYanked: true},
  ]);
});

test('an HTML page of an old mirror gives the same', () => {
  const html = `<!DOCTYPE html><a class="f" href="/files/six-1.0.tar.gz?a=1&amp;b=2#sha256=${A}">six-1.0.tar.gz</a><br/>
    <a href="six-0.9.tar.gz" data-yanked="">six-0.9.tar.gz</a>`;
  expect(parseIndexPage(html, 'text/html; charset=utf-8', PAGE)).toEqual([
    {filename: 'six-1.0.tar.gz', url: 'https://m.example/files/six-1.0.tar.gz?a=1&b=2', isYanked: false, sha256: A},
    {filename: 'six-0.9.tar.gz', url: 'https://m.example/simple/six/six-0.9.tar.gz', isYanked: true},
  ]);
});

const files = ['oslo.db-1.10.tar.gz', 'oslo_db-1.1-py3-none-any.whl', 'oslo.db-1.1.tar.gz', 'oslo_db-1.2.tar.gz'].map(
  (filename) => ({filename, url: `https://f.example/${filename}`, isYanked: false, sha256: filename}),
);

test('a checksum chooses the file, whatever its name', () => {
  const release = {name: 'oslo-db', version: '1.1'};
  expect(chooseFile(files, {release, checksum: 'sha256:oslo.db-1.1.tar.gz'})?.filename).toBe('oslo.db-1.1.tar.gz');
  expect(chooseFile(files, {release, checksum: 'sha256:other'})).toBeUndefined();
});

test('without a checksum it is the wheel for every machine, else the source', () => {
  expect(chooseFile(files, {release: {name: 'oslo-db', version: '1.1'}})?.filename).toBe(
    'oslo_db-1.1-py3-none-any.whl',
  );
  expect(chooseFile(files, {release: {name: 'oslo-db', version: '1.2'}})?.filename).toBe('oslo_db-1.2.tar.gz');
  expect(chooseFile(files, {release: {name: 'oslo-db', version: '1'}})).toBeUndefined();
});
