import {expect, test} from 'vitest';
import {hardenNpm} from './npm-environment.ts';

test('what the user has set for npm stays', () => {
  const variables = {npm_config_fetch_retries: '5'};
  hardenNpm(variables);
  expect(variables).toEqual({
    npm_config_fetch_retries: '5',
    npm_config_fetch_timeout: '15000',
    npm_config_ignore_scripts: 'true',
  });
});
