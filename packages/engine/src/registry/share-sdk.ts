// The namespace import keeps this module loadable where registerHooks does not exist yet.
import * as nodeModule from 'node:module';

let isShared = false;

/**
 * Makes every import of the SDK, also from a plugin with a copy of its own, end at the engine's copy. Called just before the first
 * plugin is imported.
 */
export function shareSdk(): void {
  if (isShared) return;
  isShared = true;
  const urls = new Map<string, string>();
  // import.meta.resolve inside a resolve hook enters the hook again.
  let isResolving = false;
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      if (isResolving || !isSdk(specifier)) return next(specifier, context);
      isResolving = true;
      try {
        const url = urls.get(specifier) ?? import.meta.resolve(specifier);
        urls.set(specifier, url);
        // A URL, not another parent: require() ignores a changed parentURL.
        return {url, shortCircuit: true};
      } finally {
        isResolving = false;
      }
    },
  });
}

function isSdk(specifier: string): boolean {
  return specifier === '@devstack/sdk' || specifier.startsWith('@devstack/sdk/');
}
