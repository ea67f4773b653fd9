import {type Chassis, chassisOf, controllerOf} from './chassis.ts';

/**
 * Those that devstack made, of what `ovn-sbctl --format=json --columns=name,hostname list Chassis` prints: by hand, or by an ovn-controller of
 * its own. Others are somebody else's.
 */
export function ownChassis(output: string): readonly Chassis[] {
  const {data} = JSON.parse(output) as {readonly data: readonly (readonly [name: string, host: string])[]};
  return data.flatMap(([name, host]) => {
    const chassis = chassisOf(host);
    return name === chassis.name || name === controllerOf(host) ? [{...chassis, name}] : [];
  });
}
