import {PackageComponent} from './package-component.ts';
import {type StepDraft, step} from './step.ts';

/**
 * A component written in Python. Its code comes from PyPI (pinned, with hashes), from git (a checkout, installed editable, so that an
 * edit needs a restart and nothing else) or from the distribution's packages. One environment for all components, unless configured otherwise.
 */
export abstract class PythonComponent extends PackageComponent {
  /** What the environment must have for this component, as the release says; versions come from its lock. */
  requirements(): readonly string[] {
    return this.ctx.release.requirements;
  }

  /** Source trees to install editable; the checkout, where the origin is git. */
  pythonDirectories(): readonly string[] {
    return this.ctx.origin === 'git' ? [this.ctx.paths.source] : [];
  }

  override download(): readonly StepDraft[] {
    const {origin, release, paths} = this.ctx;
    if (origin !== 'git' || release.repository === undefined) return [];
    return [
      step(
        'source',
        paths.source,
        {uri: release.repository, ...(release.ref === undefined ? {} : {ref: release.ref}), into: paths.source},
        {needs: this.packages().length === 0 ? [] : ['packages:distro']},
      ),
    ];
  }

  override install(): readonly StepDraft[] {
    const packages = super.install();
    if (this.ctx.origin === 'distro') return packages;
    const {environment, interpreter} = this.ctx.python;
    const {lock} = this.ctx.release;
    const needs = [
      ...packages.map(({kind, key}) => `${kind}:${key}`),
      ...this.download().map(({kind, key}) => `${kind}:${key}`),
    ];
    const args = {
      environment,
      interpreter,
      requirements: [...this.requirements(), ...(this.ctx.distro.pips ?? [])],
      locks: lock === undefined ? [] : [lock],
      editable: this.pythonDirectories(),
    };
    return [...packages, step('python', environment, args, {needs})];
  }
}
