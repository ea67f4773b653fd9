import {type Action, DevstackError, resolveText} from '@devstack/sdk';
import type {Engine, EngineSettings, RunOptionsOfAction} from '../settings.ts';
import {drawBlueprint} from './blueprint.ts';
import {bringUp} from './bring-up.ts';
import {readState} from './installation.ts';
import {reportPlan} from './plan-report.ts';
import {openSession, type Session} from './session.ts';
import {readStatus} from './status.ts';
import {stop, uninstall} from './take-down.ts';

/** Reads the configuration and the plugins' manifests. Changes nothing, and loads no code of a plugin. */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  const session = await openSession(settings);
  return {
    plan: (action, components) => reportPlan(session, action, components),
    run: (action, components, options = {}) => runAction(session, action, components, options),
    status: () => readStatus(session),
    clientEnvironment: () => clientEnvironment(session),
    configuration: async () =>
      session.configuration.entries().map(({section, option, value, origin, secret}) => ({
        key: `${section}.${option}`,
        value: secret ? '•••' : (value ?? null),
        origin,
      })),
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

async function clientEnvironment(session: Session): Promise<Record<string, string>> {
  const state = await readState(session.installation);
  if (state.choices.get('components') === undefined) {
    throw new DevstackError(`cannot give credentials: nothing is installed in ${session.installation.root}`, {
      code: 'DEVSTACK_ERR_NOT_INSTALLED',
      suggestions: ['devstack up'],
    });
  }
  const {components, secrets} = await drawBlueprint(session, state, [], []);
  const variables = components.flatMap(({component}) => Object.entries(component.environment()));
  return Object.fromEntries(variables.map(([name, value]) => [name, resolveText(value, (one) => secrets.lookup(one))]));
}
