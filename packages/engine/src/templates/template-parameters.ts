export interface TemplateParameter {
  readonly name: string;
  /** Line of its first use, from 1. */
  readonly line: number;
}

/** The parameters of a `%NAME%` template, each once, in order of appearance. */
export function parametersOf(template: string): readonly TemplateParameter[] {
  throw new Error(template);
}
