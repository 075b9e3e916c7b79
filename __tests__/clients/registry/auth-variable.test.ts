import { expect, test } from '@jest/globals';
import { secretsInAuthVariable } from '../../../src/clients/registry/auth-variable.ts';

test.each([
  [undefined, []],
  ['not JSON', ['not JSON']],
  ['{"auths":{}}', ['{"auths":{}}']],
  [
    JSON.stringify({
      auths: {
        'ghcr.io': { auth: 'bWU6aHVudGVyMg==' },
        'quay.io': { username: 'me', password: 'hunter3', identitytoken: 'refresh', registrytoken: 'jwt' },
        'odd.example': { auth: 7 },
      },
    }),
    ['bWU6aHVudGVyMg==', 'hunter2', 'hunter3', 'refresh', 'jwt'],
  ],
])('finds all secrets in DOCKER_AUTH_CONFIG: %s', (text, secrets) => {
  expect(secretsInAuthVariable(text)).toEqual(secrets);
});
