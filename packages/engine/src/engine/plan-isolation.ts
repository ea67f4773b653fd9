import type {Persona} from '../conf/persona.ts';
import type {Configuration} from '../config/configuration.ts';
import {chooseIsolation} from '../isolation/isolation-choice.ts';
import type {NamespacePlan} from '../isolation/namespace-plan.ts';
import type {TraceState} from '../trace/records.ts';
import {readChoices} from './installation.ts';
import type {Session} from './session.ts';

/** Chooses where the cloud is to be, and gives the configuration the addresses that follow from it, below everything that somebody says. */
export async function planIsolation(
  session: Session,
  {choices, ...state}: TraceState,
  {configuration, persona}: {readonly configuration: Configuration; readonly persona: Persona},
): Promise<{readonly configuration: Configuration; readonly namespace: NamespacePlan | undefined}> {
  const isInstalled = readChoices({choices, ...state}).components.length > 0;
  const namespace = await chooseIsolation({
    machine: session.host,
    root: session.installation.root,
    configuration,
    persona,
    decided: {choices, isInstalled},
    note: (message) => session.notes.includes(message) || session.note(message),
  });
  session.isolation.use(namespace);
  if (namespace === undefined) return {configuration, namespace};
  return {
    configuration: session.configuration.withPersona(withAddresses(persona, namespace), {ip: namespace.inside}),
    namespace,
  };
}

function withAddresses(persona: Persona, {inside}: NamespacePlan): Persona {
  const own = ['bind_address', 'client_address'].map((option) => ({
    section: 'default',
    option,
    value: inside,
    origin: 'isolation',
  }));
  return {...persona, options: [...own, ...persona.options]};
}
