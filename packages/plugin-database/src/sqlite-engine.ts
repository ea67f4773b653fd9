import {
  type ComponentContext,
  type Demand,
  type DirectoryArgs,
  type Offer,
  type Problem,
  type StepDraft,
  stepOf,
  stepRef,
} from '@devstack/sdk';
import type {DatabaseEngine} from './database-engine.ts';
import type {SqliteFileArgs} from './sqlite-file-step.ts';

/** A file for each database, which its users fill: nothing is installed or started. */
export class SqliteEngine implements DatabaseEngine {
  private readonly ctx: ComponentContext;

  constructor(context: ComponentContext) {
    this.ctx = context;
  }

  verify(): readonly Problem[] {
    const {data} = this.ctx.paths;
    if (!data.includes('?')) return [];
    return [
      {message: `SQLite cannot use ${data}: a question mark ends the path`, suggestion: 'choose another directory: -d'},
    ];
  }

  /** Closed to others, as are the files in it: what SQLite makes beside one of them has its mode. */
  directories(): readonly DirectoryArgs[] {
    return [{path: this.ctx.paths.data, mode: 0o700, owner: 'service', contents: 'ours'}];
  }

  secrets(): readonly [] {
    return [];
  }

  configFiles(): readonly [] {
    return [];
  }

  packages(): readonly [] {
    return [];
  }

  postInstall(): readonly StepDraft[] {
    return this.ctx.demands('database').map(({name, component}) => {
      const args: SqliteFileArgs = {path: this.pathOf(name), owner: 'service'};
      const needs = [`directory:${this.ctx.paths.data}`];
      return stepOf('database-file', name, args, {needs, why: `${component} asks for it`});
    });
  }

  services(): readonly [] {
    return [];
  }

  postStart(): readonly [] {
    return [];
  }

  offer({name}: Demand): Offer {
    return {
      values: {url: `sqlite:///${this.pathOf(name)}`, engine: 'sqlite'},
      needs: [stepRef(this.ctx.name, 'database-file', name)],
    };
  }

  private pathOf(name: string): string {
    return `${this.ctx.paths.data}/${name}.db`;
  }
}
