import {expect, test} from 'vitest';
import {changeRules, openPortProblems, type RuleRecord, readOpenPort} from './open-ports.ts';

const record = (id: string, text: string, changes: Partial<RuleRecord> = {}): RuleRecord => ({
  id,
  ...readOpenPort(text)!,
  ...changes,
});

test('a port, a range of ports, or ICMP', () => {
  expect(readOpenPort('tcp/22')).toMatchObject({protocol: 'tcp', port_range_min: 22, port_range_max: 22});
  expect(readOpenPort('udp/5000-5010')).toMatchObject({protocol: 'udp', port_range_min: 5000, port_range_max: 5010});
  expect(readOpenPort('icmp')).toMatchObject({protocol: 'icmp', port_range_min: null, port_range_max: null});
});

test('anything else is refused, as it was written', () => {
  const wrong = ['tcp', 'tcp/0', 'tcp/9-8', 'tcp/65536', 'sctp/1', ''];
  expect(openPortProblems(['icmp', 'tcp/22', ...wrong]).map(({message}) => message)).toEqual(
    wrong.map((text) => expect.stringContaining(`'${text}'`)),
  );
});

test('what is missing is added, and what is not wanted any more goes; rules of the user stay', () => {
  const found = [
    record('1', 'tcp/22'),
    record('2', 'tcp/80'),
    record('3', 'tcp/443'),
    record('4', 'tcp/80', {remote_ip_prefix: '192.0.2.0/24'}),
  ];
  const {add, remove} = changeRules(found, ['tcp/22', 'icmp'], ['tcp/22', 'tcp/80']);
  expect(add).toEqual([readOpenPort('icmp')]);
  expect(remove.map(({id}) => id)).toEqual(['2']);
});

test('a rule without a range of addresses lets in everybody too', () => {
  expect(changeRules([record('1', 'icmp', {remote_ip_prefix: null})], ['icmp'], []).add).toEqual([]);
});
