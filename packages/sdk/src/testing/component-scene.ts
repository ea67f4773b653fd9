import type {ComponentContext} from '../component-context.ts';
import type {PackageComponent} from '../package-component.ts';
import {redactText} from '../text.ts';
import {type FakeContextSettings, fakeComponentContext, renderTemplateForTest} from './fake-context.ts';

type Surroundings = Omit<FakeContextSettings, 'name' | 'package'>;

/** A component as its own tests look at it. */
export interface ComponentScene<Subject extends PackageComponent> {
  /** The component in other surroundings than the usual ones. */
  create(surroundings?: Surroundings): Subject;
  /** The text of one of its configuration files, secrets as `•••`. @param name `glance-api.conf`, in whatever directory it is */
  contentOf(subject: Subject, name: string): string;
}

/**
 * What tests of one component begin with: it can be made in any surroundings, without an engine and without a machine, and its files can be read.
 *
 * @example
 * const {create, contentOf} = componentScene({component: Swift, name: 'swift', package: directory, usual: {origin: 'pypi'}});
 * expect(contentOf(create(), 'swift.conf')).toContain('[swift-hash]');
 */
export function componentScene<Subject extends PackageComponent>(scene: {
  readonly component: new (context: ComponentContext) => Subject;
  /** As in the manifest. */
  readonly name: string;
  /** Absolute path of the plugin's package. */
  readonly package: string;
  readonly usual: Surroundings;
}): ComponentScene<Subject> {
  const {component, name, package: directory, usual} = scene;
  return {
    create: (surroundings = usual) => new component(fakeComponentContext({name, package: directory, ...surroundings})),
    contentOf: (subject, file) => {
      const found = subject.configFiles().find(({path}) => path.endsWith(`/${file}`));
      if (found === undefined) throw new Error(`${name} has no configuration file ${file}`);
      const {content} = found;
      const isTemplate = typeof content === 'object' && 'template' in content;
      return isTemplate ? renderTemplateForTest(content, redactText) : redactText(content);
    },
  };
}
