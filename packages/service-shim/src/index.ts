export {LogReader} from './log-reader.ts';
export {eventsPath, readEventLog, stopPath} from './service-record.ts';
export {writeSharedFile} from './shared-file.ts';
export {readScript, readShim} from './shim.ts';
export {type Launch, SERVICE_MARK, SHIM_MARK, serviceDirectory} from './shim-commands.ts';
export {requireShellNames, ShimRunner} from './shim-runner.ts';
