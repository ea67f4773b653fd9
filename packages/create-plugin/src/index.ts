export {KINDS, type PluginKind} from './kinds.ts';
export {makePluginFiles, type PluginFile} from './plugin-files.ts';
export {type PluginPlan, planPlugin} from './plugin-plan.ts';
export {writePlugin} from './write-plugin.ts';
