import {
  type Demand,
  type DirectoryArgs,
  type FileArgs,
  type Offer,
  PackageComponent,
  type PackageRequest,
  type Problem,
  type SecretDeclaration,
  type ServiceDeclaration,
  type StepDraft,
} from '@devstack/sdk';
import {chooseEngine, findUnsuited} from './choose-engine.ts';
import {createDatabaseEngine, type DatabaseEngine} from './database-engine.ts';
import {findNameProblems} from './database-names.ts';

/** Databases for the other components. Which kind of database they are, only the engine knows. */
export class Database extends PackageComponent {
  override verify(): readonly Problem[] {
    const demands = this.ctx.demands('database');
    return [
      ...this.engine().verify(),
      ...findUnsuited(this.ctx.option('engine'), demands),
      ...findNameProblems(demands),
    ];
  }

  override secrets(): readonly SecretDeclaration[] {
    return this.engine().secrets();
  }

  override directories(): readonly DirectoryArgs[] {
    return this.engine().directories();
  }

  override configFiles(): readonly FileArgs[] {
    return this.engine().configFiles();
  }

  override packages(): readonly PackageRequest[] {
    return this.engine().packages();
  }

  override postInstall(): readonly StepDraft[] {
    return this.engine().postInstall();
  }

  override services(): readonly ServiceDeclaration[] {
    return this.engine().services();
  }

  override postStart(): readonly StepDraft[] {
    return this.engine().postStart();
  }

  override offer(demand: Demand): Offer {
    if (demand.capability !== 'database') return super.offer(demand);
    return this.engine().offer(demand);
  }

  private engine(): DatabaseEngine {
    const name = chooseEngine(this.ctx.option('engine'), this.ctx.demands('database'));
    return createDatabaseEngine(name, this.ctx);
  }
}
