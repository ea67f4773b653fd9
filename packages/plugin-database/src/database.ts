import {type Demand, type DirectoryArgs, type Offer, PackageComponent, type Problem} from '@devstack/sdk';
import {createDatabaseEngine, type DatabaseEngine} from './database-engine.ts';

// It becomes a file name and the name of a database and its user.
const NAME = /^[a-z][a-z0-9_]*$/;

/** Databases for the other components. Which kind of database they are, only the engine knows. */
export class Database extends PackageComponent {
  override verify(): readonly Problem[] {
    const wrong = this.ctx.demands('database').filter(({name}) => !NAME.test(name));
    return [
      ...this.engine().verify(),
      ...wrong.map(({component, name}) => ({
        message: `${component} asks for a database with the impossible name '${name}'`,
      })),
    ];
  }

  override directories(): readonly DirectoryArgs[] {
    return this.engine().directories();
  }

  override offer(demand: Demand): Offer {
    if (demand.capability !== 'database') return super.offer(demand);
    return this.engine().offer(demand);
  }

  private engine(): DatabaseEngine {
    return createDatabaseEngine(this.ctx.option('engine'), this.ctx);
  }
}
