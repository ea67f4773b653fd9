import type {Engine, EngineSettings} from '@devstack/engine';

export type OpenEngine = (settings: EngineSettings) => Promise<Engine>;

let open: OpenEngine = async (settings) => {
  const {openEngine} = await import('@devstack/engine');
  return openEngine(settings);
};

export function openEngine(settings: EngineSettings): Promise<Engine> {
  return open(settings);
}

/** Tests put an engine of their own here. */
export function replaceEngine(factory: OpenEngine): void {
  open = factory;
}
