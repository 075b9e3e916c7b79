import { expect, test } from '@jest/globals';
import type { BuildEvent } from '../../src/buildkit/events.ts';
import { ExportProgress } from '../../src/buildkit/export-progress.ts';
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
  ['exported, with no cache to write', STORED, exported, false],
  ['exported, with a cache that is being written', STORED, [...exported, CACHE], true],
  ['exported, with a written cache', STORED, [...exported, CACHE, step('exporting cache to registry', true)], true],
  ['being exported', STORED, [step(EXPORT, false), CACHE], false],
  ['not exported because of an error', STORED, [step(EXPORT, false), step(EXPORT, true, 'no'), CACHE], false],
  ['exported but not pushed', PUSHED, [...exported, CACHE], false],
  ['pushed to one of two repositories', PUSHED, [...exported, CACHE, pushing('a/b')], false],
  ['being pushed', PUSHED, [...exported, CACHE, step(EXPORT, false), pushing('a/b')], false],
  [
    'pushed while its cache is written',
    PUSHED,
    [...exported, CACHE, step(EXPORT, false), pushing('a/b'), pushing('c/d'), step(EXPORT, true)],
    true,
  ],
  ['pushed before its cache is written', PUSHED, [pushing('a/b'), pushing('c/d'), ...exported, CACHE], true],
])('detects if only the cache remains to be written for an image that is %s', (_, target, events, isExported) => {
  const progress = new ExportProgress([target]);
  for (const event of events) progress.add(event);
  expect(progress.isExported).toBe(isExported);
});

test.each<[string, Export, readonly BuildEvent[], boolean]>([
  ['exported', STORED, [step(EXPORT, false), status(`exporting manifest ${IMAGE}`)], false],
  ['named', STORED, [step(EXPORT, false), status('naming to a/b:1')], true],
  ['named with one of two names', image({ name: 'a/b,c/d' }), [status('naming to a/b')], false],
  ['pushed to a registry', PUSHED, [status('naming to a/b'), status('naming to c/d')], false],
  ['exported to a layout', { type: 'oci', attributes: { dest: 'x' } }, [status('naming to x')], false],
])('detects if the image store has the name of an image that is %s', (_, target, events, isNamed) => {
  const progress = new ExportProgress([target]);
  for (const event of events) progress.add(event);
  expect(progress.isNamed).toBe(isNamed);
});

test('returns the digest of the index, and not of an attestation or another export', () => {
  const progress = new ExportProgress([STORED]);
  progress.add(step(EXPORT, false));
  progress.add(status(`exporting manifest ${IMAGE}`));
  expect(progress.digest).toBe(IMAGE);
  progress.add(status(`exporting manifest list ${INDEX}`));
  progress.add(status(`exporting attestation manifest ${IMAGE}`));
  progress.add(step('exporting to client directory', false));
  progress.add(status(`exporting manifest list ${IMAGE}`, 'exporting to client directory'));
  expect(progress.digest).toBe(INDEX);
});
