import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {readCloud, removeCloud, setCloud} from './clouds-yaml.ts';

const cloud = {auth: {auth_url: 'http://127.0.0.1:5000/v3', password: 'a\'b: #c"$'}, identity_api_version: '3'};
const rendered = `  devstack:
    auth:
      auth_url: http://127.0.0.1:5000/v3
      password: "a'b: #c\\"$"
    identity_api_version: "3"
`;

/** What users have, by what is odd about it. */
const FILES: Readonly<Record<string, string>> = {
  'a usual one': `# mine
clouds:
  # at work
  work:
    auth: {auth_url: https://cloud.example/v3,   username: me}   # flow
    region_name:   One
  home:
    auth_url: x
# the end
`,
  'four blanks deep': "clouds:\n    work:\n        auth:\n            auth_url: 'https://cloud.example/v3'\n",
  'with more than clouds':
    'cache:\n  expiration: {server: 5}\nclouds:\n  work:\n    x: 1\nclient:\n  force_ipv4: true\n',
  'without an end of line': 'clouds:\n  work:\n    x: 1',
  'with Windows ends of lines': 'clouds:\r\n  work:\r\n    x: 1\r\n',
  'with anchors': 'base: &base\n  region_name: One\nclouds:\n  work:\n    <<: *base\n    x: 1\n',
  'with a text of several lines': 'clouds:\n  work:\n    note: |\n      devstack:\n        no\n\n\n',
  'with a comment behind clouds': 'clouds: # all\n\n  work: {x: 1}\n',
};

describe.each(Object.entries(FILES))('a file of a user: %s', (_, source) => {
  const text = setCloud(source, 'devstack', cloud);

  test('has the cloud in it', () => {
    expect(readCloud(text, 'devstack')).toEqual(cloud);
    expect(parse(text, {merge: true})).toEqual({
      ...parse(source, {merge: true}),
      clouds: {...parse(source, {merge: true}).clouds, devstack: cloud},
    });
  });

  test('keeps every line that it had', () => {
    const lines = text.split(/\r?\n/);
    for (const line of source.split(/\r?\n/)) expect(lines).toContain(line);
  });

  test('is the same again when the cloud is removed', () => {
    expect(removeCloud(text, 'devstack')).toBe(source);
  });

  test('is given another value of the cloud in the same place', () => {
    const changed = {auth: {auth_url: 'http://192.0.2.1:5000'}};
    const again = setCloud(text, 'devstack', changed);
    expect(readCloud(again, 'devstack')).toEqual(changed);
    expect(removeCloud(again, 'devstack')).toBe(source);
  });
});

test('a new file has the cloud alone', () => {
  expect(setCloud('', 'devstack', cloud)).toBe(`clouds:\n${rendered}`);
  expect(removeCloud(`clouds:\n${rendered}`, 'devstack')).toBe('');
});

test('a file of comments keeps them', () => {
  expect(setCloud('# nothing yet\n', 'devstack', cloud)).toBe(`# nothing yet\nclouds:\n${rendered}`);
  expect(removeCloud(`# nothing yet\nclouds:\n${rendered}`, 'devstack')).toBe('# nothing yet\n');
});

test.each(['clouds: {work: {x: 1}}\n', '{clouds: {work: {x: 1}}}\n', 'clouds:\n', 'clouds: {}\n'])(
  'a form that nothing can be put into is written anew: %j',
  (source) => {
    const text = setCloud(source, 'devstack', cloud);
    expect(parse(text)).toEqual({clouds: {...parse(source).clouds, devstack: cloud}});
    expect(readCloud(removeCloud(text, 'devstack'), 'devstack')).toBeUndefined();
  },
);

test('an entry of the same name is replaced, and its neighbours stay', () => {
  const source = 'clouds:\n  a: {x: 1} # a\n  devstack:\n    auth:\n      old: 1\n  # b\n  b:\n    x: 2\n';
  expect(setCloud(source, 'devstack', {x: 3})).toBe(
    'clouds:\n  a: {x: 1} # a\n  devstack:\n    x: 3\n  # b\n  b:\n    x: 2\n',
  );
});

test('what is not there cannot be removed', () => {
  expect(removeCloud('clouds:\n  work: {x: 1}\n', 'devstack')).toBe('clouds:\n  work: {x: 1}\n');
});

test.each(['clouds: [1]\n', '- a\n', 'a: b: c\n', 'clouds:\n\t- x\n'])(
  'what is no clouds.yaml is refused: %j',
  (source) => {
    expect(() => setCloud(source, 'devstack', cloud)).toThrow();
  },
);
