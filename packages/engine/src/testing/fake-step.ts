import type {Step} from '@devstack/sdk';

/** A step for tests of what is done with steps. */
export function fakeStep(id: string, rest: Partial<Step> = {}): Step {
  const kind = id.slice(id.indexOf('/') + 1, id.indexOf(':'));
  return {
    id,
    kind,
    args: {},
    components: [id.slice(0, id.indexOf('/'))],
    phase: 'configure',
    needs: [],
    reads: [],
    ...rest,
  };
}
