import {type ComponentContext, type Demand, type DirectoryArgs, type Offer, type Problem, stepRef} from '@devstack/sdk';
import type {DatabaseEngine} from './database-engine.ts';

/** A file for each database. Its users make it themselves: nothing is installed or started. */
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

  /** Closed to others, because SQLite makes its files with whatever mode the umask of their user leaves. */
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

  postInstall(): readonly [] {
    return [];
  }

  services(): readonly [] {
    return [];
  }

  postStart(): readonly [] {
    return [];
  }

  offer({name}: Demand): Offer {
    const {name: component, paths} = this.ctx;
    return {
      values: {url: `sqlite:///${paths.data}/${name}.db`, engine: 'sqlite'},
      needs: [stepRef(component, 'directory', paths.data)],
    };
  }
}
