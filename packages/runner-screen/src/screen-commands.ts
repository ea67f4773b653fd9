import {join} from 'node:path';
import type {Argv, Ownership, ServiceSpec} from '@devstack/sdk';
import {serviceDirectory} from '@devstack/service-shim';

export const SESSION = 'devstack';

/** Where the session of an installation has its sockets: beside the run directories of its components. */
export function sessionDirectory({runDirectory}: Pick<ServiceSpec, 'runDirectory'>): string {
  return join(runDirectory, '..', 'screen');
}

/** The name of a window's record, without characters that mean something to screen or a shell. */
export function windowKey({id}: Pick<ServiceSpec, 'id'>): string {
  return encode(serviceDirectory({runDirectory: '', id}), /[!'()*~]/g);
}

function encode(text: string, characters: RegExp): string {
  return text.replaceAll(characters, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

/** An address of a socket has 107 characters; screen calls it by a pid and the name of the session. */
export function isTooLong(directory: string): boolean {
  return Buffer.byteLength(join(directory, `4194304.${SESSION}`)) > 107;
}

/**
 * Opens a window that starts a service, or finds the one that is open.
 *
 * @param launch how the service would be started without a window
 * @param shell path of the window's rc file
 * @param account of the service, when it is not the caller's
 */
export function openCommand(spec: ServiceSpec, launch: Argv, shell: string, account: Ownership | undefined): Argv {
  const {user, group} = account ?? {user: '', group: ''};
  const signal = spec.stop.signal.replace(/^SIG/, '');
  const grace = String(Math.round(spec.stop.graceMs / 10));
  const window = [sessionDirectory(spec), windowKey(spec), windowTitle(spec.id)];
  return ['sh', '-s', '--', 'open_window', ...window, user, group, shell, signal, grace, ...launch];
}

export function closeCommand(session: string, service: string): Argv {
  return ['sh', '-s', '--', 'close_window', session, windowKey({id: service})];
}

export function attachCommand(session: string, service: string): Argv {
  return ['env', `SCREENDIR=${session}`, 'screen', '-x', SESSION, '-p', windowTitle(service)];
}

function windowTitle(service: string): string {
  return encode(service, /[\p{Cc}'"\\^$]/gu);
}
