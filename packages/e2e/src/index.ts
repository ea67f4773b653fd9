export {type AllowedDifference, allowedDifferences, unexpectedDifferences} from './allowed-differences.ts';
export {baseRoot, type LabUser} from './base-root.ts';
export type {CommandResult} from './command.ts';
export {createLab, type Lab, type LabOptions, type RunOptions, type SpawnOptions} from './lab.ts';
export type {LabProcess} from './lab-process.ts';
export {type Difference, type Layers, machineDiff} from './machine-diff.ts';
export {type MachineState, machineState, stateChanges} from './machine-state.ts';
export {PlainGuest} from './plain-guest.ts';
export {serveTarballs, type TarballRegistry, type TarballRegistryOptions} from './tarball-registry.ts';
