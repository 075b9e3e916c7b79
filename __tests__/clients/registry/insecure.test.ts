import { expect, test } from '@jest/globals';
import { insecureBy } from '../../../src/clients/registry/insecure.ts';

const isInsecure = insecureBy(['registry.lan:5000', '10.0.0.0/8', '::1/128']);

test.each([
  ['registry.lan:5000', true],
  ['registry.lan', false],
  ['10.1.2.3:5000', true],
  ['10.1.2.3', true],
  ['11.1.2.3', false],
  ['[::1]:5000', true],
  ['ghcr.io', false],
])('knows if %s is an insecure registry: %s', (registry, insecure) => {
  expect(isInsecure(registry)).toBe(insecure);
});
