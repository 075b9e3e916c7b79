import { expect, test } from '@jest/globals';
import type { BuildEvent } from '../../src/buildkit/events.ts';
import { Making } from '../../src/buildkit/making.ts';
import type { Export } from '../../src/store/store.ts';

const IMAGE = `sha256:${'a'.repeat(64)}`;
const INDEX = `sha256:${'b'.repeat(64)}`;
const EXPORT = 'exporting to image';

const step = (name: string, ended: boolean, error?: string): BuildEvent => ({
  ...{ type: 'step', step: name, vertex: name, name, inputs: [], cached: false, error },
  ...{ started: 1, completed: ended ? 2 : undefined },
});
const status = (id: string, of = EXPORT): BuildEvent => ({
  ...{ type: 'status', step: of, id, current: 0, total: 0, at: 2, started: 1, completed: 2 },
});
const exported = [step(EXPORT, false), status(`exporting manifest ${IMAGE}`), step(EXPORT, true)];
const CACHE = step('exporting cache to registry', false);

const image = (attributes: Readonly<Record<string, string>>): Export => ({ type: 'image', attributes });
const STORED = image({ name: 'a/b:1' });
const PUSHED = image({ name: 'a/b,c/d', push: 'true' });
const pushing = (name: string) => status(`pushing manifest for ${name}`);

test.each<[string, Export, readonly BuildEvent[], boolean]>([
  ['an image with no cache to write, since the end of buildx says more', STORED, exported, false],
  ['an image whose cache has begun', STORED, [...exported, CACHE], true],
  ['an image whose cache is written', STORED, [...exported, CACHE, step('exporting cache to registry', true)], true],
  ['an image at whose export BuildKit is', STORED, [step(EXPORT, false), CACHE], false],
  ['an image whose export failed', STORED, [step(EXPORT, false), step(EXPORT, true, 'no'), CACHE], false],
  ['an image that is yet to be pushed', PUSHED, [...exported, CACHE], false],
  ['an image that is pushed to one of two', PUSHED, [...exported, CACHE, pushing('a/b')], false],
  ['an image that is being pushed', PUSHED, [...exported, CACHE, step(EXPORT, false), pushing('a/b')], false],
  [
    'an image that is pushed, beside its cache',
    PUSHED,
    [...exported, CACHE, step(EXPORT, false), pushing('a/b'), pushing('c/d'), step(EXPORT, true)],
    true,
  ],
  ['an image that was pushed before its cache', PUSHED, [pushing('a/b'), pushing('c/d'), ...exported, CACHE], true],
])('%s', (_, made, events, isDone) => {
  const making = new Making([made]);
  for (const event of events) making.add(event);
  expect(making.isDone).toBe(isDone);
});

test.each<[string, Export, readonly BuildEvent[], boolean]>([
  ['an image that is exported', STORED, [step(EXPORT, false), status(`exporting manifest ${IMAGE}`)], false],
  ['an image with its name', STORED, [step(EXPORT, false), status('naming to a/b:1')], true],
  ['an image with one of two names', image({ name: 'a/b,c/d' }), [status('naming to a/b')], false],
  ['an image that goes to a registry', PUSHED, [status('naming to a/b'), status('naming to c/d')], false],
  ['a layout', { type: 'oci', attributes: { dest: 'x' } }, [status('naming to x')], false],
])('whether %s can be looked at', (_, made, events, isNamed) => {
  const making = new Making([made]);
  for (const event of events) making.add(event);
  expect(making.isNamed).toBe(isNamed);
});

test('the digest is that of the index where there is one, and never of an attestation or of another export', () => {
  const making = new Making([STORED]);
  making.add(step(EXPORT, false));
  making.add(status(`exporting manifest ${IMAGE}`));
  expect(making.digest).toBe(IMAGE);
  making.add(status(`exporting manifest list ${INDEX}`));
  making.add(status(`exporting attestation manifest ${IMAGE}`));
  making.add(step('exporting to client directory', false));
  making.add(status(`exporting manifest list ${IMAGE}`, 'exporting to client directory'));
  expect(making.digest).toBe(INDEX);
});
