import type {Lab} from './lab.ts';

const DIRECTORY = '/dev/shm/other-switch';
const DATABASE = `${DIRECTORY}/db.sock`;
const SWITCH_CONTROL = `${DIRECTORY}/switch.ctl`;
const DATABASE_CONTROL = `${DIRECTORY}/db.ctl`;

const QUIET = '-vsyslog:off -vconsole:off --detach --no-chdir';
const begin = `
mkdir ${DIRECTORY}
ovsdb-tool create ${DIRECTORY}/conf.db /usr/share/openvswitch/vswitch.ovsschema
ovsdb-server ${DIRECTORY}/conf.db --remote=punix:${DATABASE} --unixctl=${DATABASE_CONTROL} --pidfile=${DIRECTORY}/db.pid ${QUIET}
ovs-vsctl --db=unix:${DATABASE} --no-syslog --no-wait init
OVS_RUNDIR=${DIRECTORY} ovs-vswitchd unix:${DATABASE} --unixctl=${SWITCH_CONTROL} --pidfile=${DIRECTORY}/switch.pid ${QUIET}
ovs-vsctl --db=unix:${DATABASE} --no-syslog --timeout=20 add-br br-int -- set bridge br-int datapath_type=netdev
`;
const end = `
ovs-appctl -t ${SWITCH_CONTROL} exit --cleanup
timeout 20 sh -c 'while grep -q ovs-netdev /proc/net/dev; do sleep 0.05; done'
ovs-appctl -t ${DATABASE_CONTROL} exit
rm -r ${DIRECTORY}
`;

/** An Open vSwitch in user space that somebody else has on the machine, with the bridge that everybody calls br-int. */
export class OtherSwitch {
  readonly #lab: Lab;

  private constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** With the programs that are installed in the lab. */
  static async start(lab: Lab): Promise<OtherSwitch> {
    await lab.run(['sh', '-ec', begin]);
    return new OtherSwitch(lab);
  }

  async bridges(): Promise<string[]> {
    const {stdout} = await this.#lab.run(['ovs-vsctl', `--db=unix:${DATABASE}`, '--no-syslog', 'list-br']);
    return stdout.trim().split('\n');
  }

  /** With its links: the last of them goes a moment after the answer to `exit`. */
  async stop(): Promise<void> {
    await this.#lab.run(['sh', '-ec', end]);
  }
}
