import type {Problem} from '@devstack/sdk';

/** A rule of a security group, as neutron has it. */
export interface RuleFields {
  readonly direction: string;
  readonly ethertype: string;
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
}

export interface RuleRecord extends RuleFields {
  readonly id: string;
}

export interface RuleChange {
  readonly add: readonly RuleFields[];
  readonly remove: readonly RuleRecord[];
}

const LAST_PORT = 65_535;
const FORM = /^(?:(icmp)|(tcp|udp)\/(\d{1,5})(?:-(\d{1,5}))?)$/;

/** `icmp`, `tcp/22`, `udp/5000-5010`: lets it in from everywhere. undefined for anything else. */
export function readOpenPort(text: string): RuleFields | undefined {
  const [, icmp, protocol, first, last = first] = FORM.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (icmp === undefined && !(from >= 1 && from <= to && to <= LAST_PORT)) return undefined;
  const ports = icmp === undefined ? [from, to] : [null, null];
  return {
    direction: 'ingress',
    ethertype: 'IPv4',
    protocol: icmp ?? protocol!,
    port_range_min: ports[0]!,
    port_range_max: ports[1]!,
    remote_ip_prefix: '0.0.0.0/0',
    remote_group_id: null,
  };
}

export function openPortProblems(ports: readonly string[]): readonly Problem[] {
  return ports
    .filter((port) => readOpenPort(port) === undefined)
    .map((port) => ({
      message: `neutron.open_ports has '${port}', and should have icmp, tcp/22, udp/5000-5010 and the like`,
    }));
}

/** What makes a group let in what is wanted, and no more what was wanted before. Other rules are the user's. */
export function changeRules(
  found: readonly RuleRecord[],
  wanted: readonly string[],
  previous: readonly string[],
): RuleChange {
  const rulesOf = (ports: readonly string[]) => ports.flatMap((port) => readOpenPort(port) ?? []);
  const gone = rulesOf(previous.filter((port) => !wanted.includes(port)));
  return {
    add: rulesOf(wanted).filter((rule) => !found.some((record) => isSame(record, rule))),
    remove: found.filter((record) => gone.some((rule) => isSame(record, rule))),
  };
}

function isSame(record: RuleFields, rule: RuleFields): boolean {
  const from = record.remote_ip_prefix ?? '0.0.0.0/0';
  const keys = ['direction', 'ethertype', 'protocol', 'port_range_min', 'port_range_max', 'remote_group_id'] as const;
  return from === rule.remote_ip_prefix && keys.every((key) => record[key] === rule[key]);
}
