import {Component} from './component.ts';
import type {PackageRequest} from './packager.ts';
import {type StepDraft, step} from './step.ts';
import type {DirectoryArgs, FileArgs, SymlinkArgs} from './step-kinds.ts';

/**
 * A component that consists of distribution packages, directories, configuration files and links. A child class says which;
 * `configure` and `install` are made of that, and the trace knows what to remove.
 */
export abstract class PackageComponent extends Component {
  /** What the distro files list for this component and origin, unless a child class says otherwise. */
  packages(): readonly PackageRequest[] {
    return this.ctx.distro.packages;
  }

  /** The component's own directories under the root. */
  directories(): readonly DirectoryArgs[] {
    const {etc, data, log, run} = this.ctx.paths;
    return [
      {path: etc, mode: 0o750, owner: 'root', group: 'service', contents: 'shared'},
      {path: data, mode: 0o700, owner: 'service', contents: 'ours'},
      {path: log, mode: 0o750, owner: 'service', contents: 'ours'},
      {path: run, mode: 0o700, owner: 'service', contents: 'ours'},
    ];
  }

  configFiles(): readonly FileArgs[] {
    return [];
  }

  symlinks(): readonly SymlinkArgs[] {
    return [];
  }

  override configure(): readonly StepDraft[] {
    return [
      ...this.directories().map((directory) => step('directory', directory.path, directory)),
      ...this.configFiles().map((file) => step('file', file.path, file)),
      ...this.symlinks().map((link) => step('symlink', link.path, link)),
    ];
  }

  override install(): readonly StepDraft[] {
    const requests = this.packages();
    if (requests.length === 0) return [];
    return [step('packages', 'distro', {requests}, {needs: []})];
  }
}
