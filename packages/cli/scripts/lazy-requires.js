const TOP_LEVEL_REQUIRE = /^const (\w+_\d+) = ((?:__importDefault|__importStar)?\(?require\("[^"]+"\)\)?);$/gm;

/**
 * Each CommonJS module of oclif loads everything it could need. This makes it load what it needs when it first uses it, so that
 * `devstack status` does not pay for the parts that print help, search directories and draw spinners.
 */
export function makeRequiresLazy(code) {
  const names = [];
  const declared = code.replaceAll(TOP_LEVEL_REQUIRE, (_, name, load) => {
    names.push(name);
    return `let lazy$${name}; const get$${name} = () => (lazy$${name} ??= ${load});`;
  });
  return names.reduce(
    (text, name) => text.replaceAll(new RegExp(`(?<![\\w$])${name}\\b`, 'g'), `(get$${name}())`),
    declared,
  );
}
