import {type Chassis, chassisOf} from './chassis.ts';

/** Those that devstack made, of what `ovn-sbctl --format=json --columns=name,hostname list Chassis` prints. Others are somebody else's. */
export function ownChassis(output: string): readonly Chassis[] {
  const {data} = JSON.parse(output) as {readonly data: readonly (readonly [name: string, host: string])[]};
  return data
    .map(([name, host]) => ({name, chassis: chassisOf(host)}))
    .flatMap(({name, chassis}) => (chassis.name === name ? [chassis] : []));
}
