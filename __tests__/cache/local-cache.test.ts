import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { restoreCache, saveCache } from '../../src/cache/local-cache.ts';
import { exportFolder } from '../../src/cache/plan.ts';
import type { CacheService } from '../../src/clients/cache-service/cache-service.ts';
import type { CachedFolder } from '../../src/model/plan.ts';

const root = mkdtempSync(join(tmpdir(), 'local-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

const folder = (name: string, key?: string): CachedFolder => ({
  folder: join(root, name),
  prefixes: [`${name}/own/`, `${name}/base/`],
  key,
});
const plan = (...groups: CachedFolder[][]) => ({
  from: [],
  to: [],
  byPlatform: false,
  inline: false,
  folders: groups,
  place: 'here',
  reason: '',
});

/** Writes a layout as BuildKit does. */
function layout(folder: string, spoil: (blobs: string) => void = () => {}): void {
  const blobs = join(folder, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  const put = (text: string) => {
    const digest = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(blobs, digest), text);
    return { digest: `sha256:${digest}`, size: text.length };
  };
  const manifest = put(JSON.stringify({ config: put('config'), layers: [put('one'), put('two')] }));
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ manifests: [manifest] }));
  spoil(blobs);
}

/** Cache service with layouts as entries, by the name of their folder. */
let entries: Record<string, { key: string; spoil?: (blobs: string) => void }>;
let saved: string[];
const service: CacheService = {
  async restore({ folder }) {
    const entry = entries[folder.slice(root.length + 1)];
    rmSync(folder, { recursive: true, force: true });
    if (entry === undefined) return undefined;
    layout(folder, entry.spoil);
    return entry.key;
  },
  async save({ folder, key = '' }) {
    saved.push(`${key}: ${readdirSync(folder)}`);
  },
  problem: () => undefined,
};
beforeEach(() => {
  entries = {};
  saved = [];
});

const at = (name: string) => `type=local,src=${join(root, name)}`;

test('reads the folders of all groups', async () => {
  const groups = plan([folder('a', 'a/own/1')], [folder('b'), folder('c')]);
  expect(await restoreCache(groups, service)).toEqual({ from: [], isUpToDate: false });
  entries = { c: { key: 'c/own/0' } };
  expect(await restoreCache(groups, service)).toEqual({ from: [at('c')], isUpToDate: false });
  entries = { a: { key: 'a/own/0' }, c: { key: 'c/own/0' } };
  expect(await restoreCache(groups, service)).toEqual({ from: [at('a'), at('c')], isUpToDate: true });
});

test.each<[string, CachedFolder[], Record<string, { key: string }>, boolean]>([
  ['the entry of another branch', [folder('a', 'a/own/1')], { a: { key: 'a/base/0' } }, false],
  [
    'the entry of one of two platforms',
    [folder('a', 'a/own/1'), folder('b', 'b/own/1')],
    { a: { key: 'a/own/0' } },
    false,
  ],
  [
    'the entries of both platforms',
    [folder('a', 'a/own/1'), folder('b', 'b/own/1')],
    { a: { key: 'a/own/0' }, b: { key: 'b/own/0' } },
    true,
  ],
])('decides if the cache is up to date from %s', async (_, group, has, isUpToDate) => {
  entries = has;
  expect((await restoreCache(plan(group), service)).isUpToDate).toBe(isUpToDate);
});

test.each([
  ['older', 7, true],
  ['newer', 8, false],
])('is up to date only if an entry of other jobs is not newer: %s', async (_, run, isUpToDate) => {
  entries = { a: { key: 'a/own/7-2' }, b: { key: `b/own/${run}-1` } };
  expect((await restoreCache(plan([folder('a', 'a/own/9-1')], [folder('b')]), service)).isUpToDate).toBe(isUpToDate);
});

test.each<[string, (blobs: string) => void]>([
  ['a blob is missing', (blobs) => rmSync(join(blobs, createHash('sha256').update('two').digest('hex')))],
  ['a blob is short', (blobs) => writeFileSync(join(blobs, createHash('sha256').update('two').digest('hex')), 'tw')],
  ['the index is missing', (blobs) => rmSync(join(blobs, '..', '..', 'index.json'))],
  ['the index is broken', (blobs) => writeFileSync(join(blobs, '..', '..', 'index.json'), '{')],
])('ignores a cache if %s', async (_, spoil) => {
  entries = { a: { key: 'a/own/0', spoil } };
  expect(await restoreCache(plan([folder('a', 'a/own/1')]), service)).toEqual({ from: [], isUpToDate: false });
});

test('replaces the restored folder with the exported one', async () => {
  const groups = plan([folder('a', 'a/own/1')], [folder('b')]);
  entries = { a: { key: 'a/own/0' } };
  mkdirSync(exportFolder(folder('a').folder)); // left by an earlier step
  await restoreCache(groups, service);
  expect(existsSync(exportFolder(folder('a').folder))).toBe(false);
  mkdirSync(exportFolder(folder('a').folder));
  writeFileSync(join(exportFolder(folder('a').folder), 'new'), '');
  await saveCache(groups, service);
  expect(saved).toEqual(['a/own/1: new']);
});
