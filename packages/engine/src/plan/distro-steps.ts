import {
  type Argv,
  type ComponentContext,
  combineErrors,
  DevstackError,
  type SecretDeclaration,
  type StepDraft,
  type StepRef,
  step,
  stepRef,
  type Text,
  text,
} from '@devstack/sdk';
import type {DistroCommand} from '../conf/distro-command.ts';
import {didYouMean} from '../registry/did-you-mean.ts';
import {scanTemplate} from '../templates/template-parameters.ts';

/** The commands of distro files. */
export interface DistroSteps {
  /** Of `pre-install`. */
  readonly before: readonly StepDraft[];
  /** Of `post-install`. */
  readonly after: readonly StepDraft[];
  /** Those that stand in a file of the user's or of devstack itself. */
  readonly agreed: readonly StepRef[];
}

/** @param plugin directory of the component's plugin. Throws everything that is wrong with the commands. */
export function distroSteps(
  commands: readonly DistroCommand[],
  context: ComponentContext,
  secrets: readonly SecretDeclaration[],
  plugin: string,
): DistroSteps {
  const filler = new Filler(context, secrets);
  const unique = new Map<string, {readonly command: DistroCommand; readonly draft: StepDraft}>();
  for (const command of commands) {
    const draft = toDraft(command, filler);
    const same = unique.get(draft.key);
    if (same === undefined) unique.set(draft.key, {command, draft});
    else if (JSON.stringify(same.draft.args) !== JSON.stringify(draft.args)) {
      filler.fail(command, `there is another command '${command.name}': give one of them a name`);
    }
  }
  if (filler.errors.length > 0) throw combineErrors(filler.errors);
  const all = [...unique.values()];
  const of = (phase: string): StepDraft[] => all.filter((it) => it.command.phase === phase).map(({draft}) => draft);
  const agreed = all.filter(({command}) => !command.place.startsWith(`${plugin}/`));
  return {
    before: of('pre-install'),
    after: of('post-install'),
    agreed: agreed.map(({draft}) => stepRef(context.name, draft.kind, draft.key)),
  };
}

function toDraft(command: DistroCommand, filler: Filler): StepDraft {
  const {phase, name, stdin, as, mayFail, undo, place} = command;
  const args = {
    argv: filler.argv(command, command.run),
    undo: undo === undefined ? ('inside' as const) : filler.argv(command, undo),
    as,
    ...(stdin === undefined ? {} : {input: filler.text(command, stdin)}),
    ...(as === 'root' ? {privileged: 'it changes the system'} : {}),
    ...(mayFail ? {mayFail} : {}),
  };
  const isFirst = phase === 'pre-install';
  return step('command', `${phase} ${name}`, args, {...(isFirst ? {needs: []} : {}), place});
}

/** Puts values where `%NAME%` stands. */
class Filler {
  readonly errors: DevstackError[] = [];
  readonly #values: Readonly<Record<string, Text>>;

  constructor(context: ComponentContext, secrets: readonly SecretDeclaration[]) {
    const {paths, python, address, account} = context;
    this.#values = {
      ROOT: paths.root,
      ETC: paths.etc,
      DATA: paths.data,
      LOG: paths.log,
      RUN: paths.run,
      SOURCE: paths.source,
      ENVIRONMENT: python.environment,
      ACCOUNT: account.user,
      BIND_ADDRESS: address.bind,
      CLIENT_ADDRESS: address.client,
      ...Object.fromEntries(secrets.map(({name}) => [name.toUpperCase(), context.secret(name)])),
    };
  }

  argv(command: DistroCommand, [program, ...rest]: Argv): Argv {
    const fill = (argument: string): string => {
      const filled = this.text(command, argument);
      if (typeof filled === 'string') return filled;
      this.fail(command, `'${argument}' has a secret in it, which everybody would see: give it on stdin`);
      return '';
    };
    return [fill(program), ...rest.map(fill)];
  }

  text(command: DistroCommand, template: string): Text {
    return scanTemplate(template).reduce<Text>((done, piece) => {
      return text`${done}${'text' in piece ? piece.text : this.#valueOf(command, piece.parameter)}`;
    }, '');
  }

  fail({place, phase, name}: DistroCommand, why: string): void {
    const message = `cannot read ${place}: ${phase} ${name}: ${why}`;
    this.errors.push(new DevstackError(message, {code: 'DEVSTACK_ERR_CONFIG_VALUE'}));
  }

  #valueOf(command: DistroCommand, name: string): Text {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
    if (value !== undefined) return value;
    const known = Object.keys(this.#values);
    const meant = didYouMean(name, known) || `; known are ${known.join(', ')}`;
    this.fail(command, `parameter %${name}% is not set${meant}`);
    return '';
  }
}
