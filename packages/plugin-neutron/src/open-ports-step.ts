import {credentialsFrom, openSession, type Session} from '@devstack/openstack';
import {
  type Applied,
  type Http,
  type Kept,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
  type Text,
} from '@devstack/sdk';
import {changeRules, type RuleRecord} from './open-ports.ts';

export interface OpenPortsArgs {
  /** As `devstack env` prints them. */
  readonly environment: Readonly<Record<string, Text>>;
  /** The option of this name. */
  readonly ports: readonly string[];
}

interface Group {
  readonly id: string;
  readonly security_group_rules: readonly RuleRecord[];
}

type Previous = Applied<OpenPortsArgs, null, null>;

/** Step kind `open-ports`: what the security group `default` of the administrator's project lets in from everywhere. */
export class OpenPortsStep implements StepHandler<OpenPortsArgs, null, null> {
  static readonly inject = [T.http] as const;

  readonly lifetime = 'installed';
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  describe({args: {ports}}: Step<OpenPortsArgs>): StepDescription {
    const what = ports.length === 0 ? 'nothing' : ports.join(', ');
    return {title: `security group default lets in ${what}`};
  }

  async probe(_args: OpenPortsArgs, previous: Previous | undefined): Promise<Probe> {
    return previous?.after === undefined ? 'absent' : 'present';
  }

  async capture(): Promise<null> {
    return null;
  }

  async apply(args: OpenPortsArgs, {previous}: {readonly previous?: Previous}, context: StepContext): Promise<null> {
    const variables = Object.entries(args.environment).map(([name, value]) => [name, context.resolve(value)] as const);
    const session = openSession(this.#http, credentialsFrom(Object.fromEntries(variables)));
    const group = await findGroup(session, context.signal);
    const {add, remove} = changeRules(group.security_group_rules, args.ports, previous?.args.ports ?? []);
    const options = {signal: context.signal};
    const path = '/v2.0/security-group-rules';
    for (const rule of add) {
      const body = {security_group_rule: {...rule, security_group_id: group.id}};
      await session.request('network', 'POST', path, body, {...options, accept: [201, 409]});
    }
    for (const {id} of remove)
      await session.request('network', 'DELETE', `${path}/${id}`, undefined, {...options, accept: [204, 404]});
    return null;
  }

  /** They are in neutron's database, and go or stay with it. */
  async revert(): Promise<readonly Kept[]> {
    return [];
  }
}

/** Neutron makes it when somebody lists the groups of a project. */
async function findGroup(session: Session, signal: AbortSignal): Promise<Group> {
  const path = `/v2.0/security-groups?name=default&project_id=${await session.projectId()}`;
  const {body} = await session.request<{readonly security_groups: readonly [Group]}>(
    'network',
    'GET',
    path,
    undefined,
    {signal},
  );
  return body.security_groups[0];
}
