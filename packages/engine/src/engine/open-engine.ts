import type {Action} from '@devstack/sdk';
import type {Engine, EngineSettings, RunOptionsOfAction} from '../settings.ts';
import {bringUp} from './bring-up.ts';
import {clientEnvironment} from './client-environment.ts';
import {configurationActions} from './configuration-actions.ts';
import {imageActions} from './images.ts';
import {readLogs} from './logs.ts';
import {openConsole} from './open-console.ts';
import {reportPlan} from './plan-report.ts';
import {restart} from './restart.ts';
import {openSession, type Session} from './session.ts';
import {showSecret} from './show-secret.ts';
import {readStatus} from './status.ts';
import {stop, uninstall} from './take-down.ts';
import {verify} from './verify.ts';

/** Reads the configuration and the plugins' manifests. Changes nothing, and loads no code of a plugin. */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  const session = await openSession(settings);
  return {
    plan: (action, components) => reportPlan(session, action, components),
    run: (action, components, options = {}) => runAction(session, action, components, options),
    status: () => readStatus(session),
    restart: (services) => restart(session, services),
    logs: (services, options = {}) => readLogs(session, services, options),
    images: () => imageActions(session),
    console: (server) => openConsole(session, server),
    verify: () => verify(session),
    clientEnvironment: () => clientEnvironment(session),
    configuration: () => configurationActions(session),
    secret: (name) => showSecret(session, name),
  };
}

async function runAction(
  session: Session,
  action: Action,
  components: readonly string[],
  options: RunOptionsOfAction,
): ReturnType<Engine['run']> {
  if (action === 'stop') return stop(session, components);
  if (action === 'uninstall') return uninstall(session, components, options);
  return bringUp(session, action, components);
}
