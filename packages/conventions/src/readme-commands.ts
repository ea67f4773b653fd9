/** Where each command of README.md is run as it stands there, or in its parts between `&&`. */
export const README_COMMANDS: Readonly<Record<string, string>> = {
  'npm ci && npx devstack up': 'packages/e2e/src/readme.test.ts',
  'npm ci && npm test': '.ci/run',
  'npx devstack status': 'packages/e2e/src/readme.test.ts',
  'npx devstack verify': 'packages/e2e/src/readme.test.ts',
  'eval "$(npx devstack env)"': 'packages/e2e/src/readme.test.ts',
  'npx devstack plan start': 'packages/e2e/src/readme.test.ts',
  'npx devstack stop': 'packages/e2e/src/readme.test.ts',
  'npx devstack uninstall': 'packages/e2e/src/readme.test.ts',
};
