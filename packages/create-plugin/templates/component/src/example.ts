import {Component, type ServiceDeclaration, type StepDraft, step} from '@devstack/sdk';

/** Keeps a greeting in a file, and a service that says it in its log. */
export class Example extends Component {
  override configure(): readonly StepDraft[] {
    const path = this.#greeting();
    return [step('file', path, {path, mode: 0o644, content: `${this.ctx.option('greeting')}\n`})];
  }

  override services(): readonly ServiceDeclaration[] {
    const file = `file:${this.#greeting()}`;
    const health = {kind: 'log', pattern: '.'} as const;
    return [{name: 'voice', argv: ['tail', '-f', this.#greeting()], health, needs: [file], reads: [file]}];
  }

  #greeting(): string {
    return `${this.ctx.paths.etc}/greeting`;
  }
}
