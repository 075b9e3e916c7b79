import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { restoreCache, saveCache } from '../../src/cache/local-cache.ts';
import { nextTo } from '../../src/cache/plan.ts';
import type { CacheService } from '../../src/clients/cache-service/cache-service.ts';
import type { KeptFolder } from '../../src/model/plan.ts';

const root = mkdtempSync(join(tmpdir(), 'local-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

const kept = (name: string, key?: string): KeptFolder => ({
  folder: join(root, name),
  prefixes: [`${name}/own/`, `${name}/base/`],
  key,
});
const plan = (...groups: KeptFolder[][]) => ({
  from: [],
  to: [],
  byPlatform: false,
  inline: false,
  kept: groups,
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

/** A service whose entries are layouts, by the name of their folder. */
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

test('all groups are read', async () => {
  const groups = plan([kept('a', 'a/own/1')], [kept('b'), kept('c')]);
  expect(await restoreCache(groups, service)).toEqual({ from: [], whole: false });
  entries = { c: { key: 'c/own/0' } };
  expect(await restoreCache(groups, service)).toEqual({ from: [at('c')], whole: false });
  entries = { a: { key: 'a/own/0' }, c: { key: 'c/own/0' } };
  expect(await restoreCache(groups, service)).toEqual({ from: [at('a'), at('c')], whole: true });
});

test.each<[string, KeptFolder[], Record<string, { key: string }>, boolean]>([
  ['of another branch', [kept('a', 'a/own/1')], { a: { key: 'a/base/0' } }, false],
  ['of one platform of two', [kept('a', 'a/own/1'), kept('b', 'b/own/1')], { a: { key: 'a/own/0' } }, false],
  [
    'of both platforms',
    [kept('a', 'a/own/1'), kept('b', 'b/own/1')],
    { a: { key: 'a/own/0' }, b: { key: 'b/own/0' } },
    true,
  ],
])('what was read is all that would be written: %s', async (_, group, has, whole) => {
  entries = has;
  expect((await restoreCache(plan(group), service)).whole).toBe(whole);
});

test.each([
  ['older', 7, true],
  ['newer', 8, false],
])('what was written otherwise, and is %s, is not forgotten', async (_, run, whole) => {
  entries = { a: { key: 'a/own/7-2' }, b: { key: `b/own/${run}-1` } };
  expect((await restoreCache(plan([kept('a', 'a/own/9-1')], [kept('b')]), service)).whole).toBe(whole);
});

test.each<[string, (blobs: string) => void]>([
  ['a blob is missing', (blobs) => rmSync(join(blobs, createHash('sha256').update('two').digest('hex')))],
  ['a blob is short', (blobs) => writeFileSync(join(blobs, createHash('sha256').update('two').digest('hex')), 'tw')],
  ['the index is missing', (blobs) => rmSync(join(blobs, '..', '..', 'index.json'))],
  ['the index is broken', (blobs) => writeFileSync(join(blobs, '..', '..', 'index.json'), '{')],
])('a cache of which %s is none', async (_, spoil) => {
  entries = { a: { key: 'a/own/0', spoil } };
  expect(await restoreCache(plan([kept('a', 'a/own/1')]), service)).toEqual({ from: [], whole: false });
});

test('what was exported takes the place of what was restored', async () => {
  const groups = plan([kept('a', 'a/own/1')], [kept('b')]);
  entries = { a: { key: 'a/own/0' } };
  mkdirSync(nextTo(kept('a').folder)); // of an earlier step
  await restoreCache(groups, service);
  expect(existsSync(nextTo(kept('a').folder))).toBe(false);
  mkdirSync(nextTo(kept('a').folder));
  writeFileSync(join(nextTo(kept('a').folder), 'new'), '');
  await saveCache(groups, service);
  expect(saved).toEqual(['a/own/1: new']);
});
