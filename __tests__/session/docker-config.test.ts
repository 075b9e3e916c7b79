import { describe, expect, test } from '@jest/globals';
import {
  divideAuthVariable,
  formatConfig,
  parseConfig,
  withAuths,
  withLogins,
} from '../../src/session/docker-config.ts';

const ALICE = { registry: 'ghcr.io', username: 'alice', password: 'won:der' };
const HERS = { auth: Buffer.from('alice:won:der').toString('base64') };
const HUB = 'https://index.docker.io/v1/';

describe('a docker config with logins', () => {
  test.each<[string, object, object]>([
    ['gets the first login', {}, { auths: { 'ghcr.io': HERS } }],
    [
      'keeps other logins and settings',
      { auths: { 'quay.io': { auth: 'x' } }, proxies: { default: {} } },
      { auths: { 'quay.io': { auth: 'x' }, 'ghcr.io': HERS }, proxies: { default: {} } },
    ],
    ['replaces an earlier login', { auths: { 'ghcr.io': { identitytoken: 'x' } } }, { auths: { 'ghcr.io': HERS } }],
    [
      'disables a credential store for that registry',
      { credsStore: 'desktop' },
      { credsStore: 'desktop', auths: { 'ghcr.io': HERS }, credHelpers: { 'ghcr.io': '' } },
    ],
    [
      'disables the credential helper of that registry and keeps others',
      { credHelpers: { 'ghcr.io': 'gh', 'gcr.io': 'gcloud' } },
      { auths: { 'ghcr.io': HERS }, credHelpers: { 'ghcr.io': '', 'gcr.io': 'gcloud' } },
    ],
  ])('%s', (_, config, expected) => {
    expect(withLogins({ ...config }, [ALICE])).toEqual(expected);
  });

  test('has the special key of Docker Hub', () => {
    expect(withLogins({}, [{ ...ALICE, registry: 'docker.io' }])).toEqual({ auths: { [HUB]: HERS } });
  });

  test('is a copy', () => {
    const config = { auths: { 'quay.io': {} }, credHelpers: { 'gcr.io': 'gcloud' } };
    const before = structuredClone(config);
    withLogins(config, [ALICE]);
    expect(config).toEqual(before);
  });
});

test('adds entries for registries without one, and disables a credential store for them', () => {
  const auths = {
    'ghcr.io': { registrytoken: 'a' },
    'quay.io': { registrytoken: 'b' },
    'gcr.io': { registrytoken: 'c' },
  };
  expect(
    withAuths({ auths: { 'ghcr.io': HERS }, credHelpers: { 'gcr.io': 'gcloud' }, credsStore: 'x' }, auths),
  ).toEqual({
    auths: { 'ghcr.io': HERS, 'quay.io': { registrytoken: 'b' } },
    credHelpers: { 'gcr.io': 'gcloud', 'quay.io': '' },
    credsStore: 'x',
  });
});

describe('DOCKER_AUTH_CONFIG', () => {
  const text = (auths: object) => JSON.stringify({ auths });
  test.each([
    ['not set', undefined, undefined, {}],
    ['not JSON, of which docker warns', '{"auths', '{"auths', {}],
    ['logins to other registries', text({ 'quay.io': HERS }), text({ 'quay.io': HERS }), {}],
    ['a login to the same registry', text({ 'ghcr.io': HERS }), undefined, {}],
    ['both', text({ 'ghcr.io': HERS, 'quay.io': HERS }), text({ 'quay.io': HERS }), {}],
    [
      'entries that docker does not read',
      text({ 'ghcr.io': { registrytoken: 'a' }, 'quay.io': { registrytoken: 'b' }, 'gcr.io': HERS }),
      undefined,
      { 'quay.io': { registrytoken: 'b' }, 'gcr.io': HERS },
    ],
  ])('reaches docker without the registries of the inputs: %s', (_, given, variable, unread) => {
    expect(divideAuthVariable(given, [ALICE])).toEqual({ variable, unread });
  });
});

describe('the text of a docker config', () => {
  test.each([
    ['tabs, as docker writes it', '{\n\t"auths": {\n\t\t"ghcr.io": {}\n\t}\n}'],
    ['two spaces and a final newline', '{\n  "auths": {\n    "ghcr.io": {}\n  }\n}\n'],
    ['one line', '{"auths":{"ghcr.io":{}},"unknown":[1,{"a":null}]}'],
  ])('keeps its indentation: %s', (_, text) => {
    expect(formatConfig(parseConfig(text) ?? {}, text)).toBe(text);
  });

  test.each(['', '{"auths":', '[]', 'null', '"text"'])('%j is not a docker config', (text) => {
    expect(parseConfig(text)).toBeUndefined();
  });
});
