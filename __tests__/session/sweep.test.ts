import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Engine } from '../../src/clients/docker/engine.ts';
import type { Cleanup } from '../../src/runtime/cleanup.ts';
import type { Processes } from '../../src/runtime/run-id.ts';
import { recordOnDisk } from '../../src/session/notes.ts';
import { sweep } from '../../src/session/sweep.ts';

const MACHINE: Processes = {
  ...{ host: 'aaaaaa', boot: 'bbbb', namespace: 'cccc' },
  startOf: (pid) => (pid === 1 ? 5 : undefined),
};
const DEAD = 'aaaaaabbbbcccc-zz-9-abcdef';
const ALIVE = 'aaaaaabbbbcccc-1-5-abcdef';
const ELSEWHERE = 'dddddd00000000-zz-9-abcdef';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sweep-'));
  for (const folder of ['temp', 'notes']) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true }));

interface Store {
  /** Label of each container, by name. */
  readonly containers?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  /** Image of each name. */
  readonly images?: Readonly<Record<string, string>>;
}

/** Requests to this Docker Engine during a sweep, and the result. */
async function sweepUp({ containers = {}, volumes = [], images = {} }: Store) {
  const done: string[] = [];
  const does = (what: string) => async (name: string, repository?: string, tag?: string) =>
    void done.push([what, name, ...(repository === undefined ? [] : [`${repository}:${tag}`])].join(' '));
  const engine = {
    containers: async ({ label }: { label?: string }) =>
      Object.keys(containers).filter((name) => label === undefined || containers[name] === label),
    volumes: async () => volumes,
    images: async (patterns: readonly string[]) =>
      Object.keys(images).filter((name) => !name.includes('@') && patterns.some((each) => matchesGlob(name, each))),
    image: async (name: string) => (images[name] === undefined ? undefined : { id: images[name] }),
    removeContainer: does('remove'),
    endContainer: does('end'),
    removeVolume: does('remove'),
    untag: does('untag'),
    tag: does('tag'),
  } as unknown as Engine;
  const swept = await sweep(engine, { temp: join(root, 'temp'), notes: join(root, 'notes') }, MACHINE);
  return { done, swept };
}

/** Writes the records of a run. */
function note(id: string, ...entries: readonly Cleanup[]): void {
  const recordCleanup = recordOnDisk(() => () => {}, join(root, 'notes'), id);
  for (const entry of entries) recordCleanup(entry);
}

test.each([`multiarch-build-${DEAD}`, `buildx_buildkit_multiarch-build-${DEAD}0`, `multiarch-build-binfmt-${DEAD}`])(
  'removes the container %s',
  async (name) => {
    expect((await sweepUp({ containers: { [name]: '' } })).done).toEqual([`remove ${name}`]);
  },
);

test.each([
  `ghcr.io/a/b:multiarch-build-${DEAD}`,
  `multiarch-build.local/candidate:${DEAD}`,
  `multiarch-build.local/candidate-linux-amd64:${DEAD}`,
])('removes the image %s', async (image) => {
  expect((await sweepUp({ images: { [image]: '1' } })).done).toEqual([`untag ${image}`]);
});

test('ends the containers that a smoke test left, and no others', async () => {
  note(DEAD, { kind: 'containers', label: 'smoke-test=1' });
  note(ALIVE, { kind: 'containers', label: 'smoke-test=2' });
  const containers = { happy_euler: 'smoke-test=1', sad_gauss: 'smoke-test=2', service: '' };
  const { done, swept } = await sweepUp({ containers });
  expect(done).toEqual(['end happy_euler']);
  expect(swept).toEqual(['happy_euler']);
});

test('keeps files and images of running jobs, of other machines and of other programs', async () => {
  const names = [ALIVE, ELSEWHERE, 'notes', 'somebody-1-2-3'].map((id) => `multiarch-build-${id}`);
  for (const name of names) mkdirSync(join(root, 'temp', name));
  const images = Object.fromEntries(names.map((name) => [`a/b:${name}`, '1']));
  const containers = Object.fromEntries(names.map((name) => [name, '']));
  note(ALIVE, { kind: 'image', name: 'a/b@sha256:1' });
  expect(await sweepUp({ images, containers, volumes: names })).toEqual({ done: [], swept: [] });
  expect(readdirSync(join(root, 'temp'))).toHaveLength(names.length);
  expect(readdirSync(join(root, 'notes'))).toHaveLength(1);
});

const CANDIDATE = `a/b:multiarch-build-${DEAD}`;
const borrowed: Cleanup = { kind: 'tag', image: 'sha256:old', repository: 'a/b', tag: '1' };

interface KilledRow {
  readonly title: string;
  /** The record of the killed run. */
  readonly entry: Cleanup;
  readonly images: Readonly<Record<string, string>>;
  readonly done: readonly string[];
}

test.each<KilledRow>([
  {
    title: 'restores a borrowed name',
    entry: borrowed,
    images: { 'a/b:1': 'new' },
    done: ['tag sha256:old a/b:1'],
  },
  {
    title: 'keeps a borrowed name that another program has changed',
    entry: borrowed,
    images: { 'a/b:1': 'another' },
    done: [],
  },
  {
    title: 'removes a new name',
    entry: { kind: 'image', name: 'a/b:1' },
    images: { 'a/b:1': 'new' },
    done: ['untag a/b:1'],
  },
  {
    title: 'removes an image that was pulled by digest',
    entry: { kind: 'image', name: 'a/b@sha256:1' },
    images: { 'a/b@sha256:1': 'x' },
    done: ['untag a/b@sha256:1'],
  },
])('after a killed run $title', async ({ entry, images, done }) => {
  note(DEAD, { kind: 'image', name: CANDIDATE }, entry);
  const swept = await sweepUp({ images: { [CANDIDATE]: 'new', ...images } });
  expect(swept.done).toEqual([...done, `untag ${CANDIDATE}`]);
  expect(readdirSync(join(root, 'notes'))).toEqual([]);
});

test('ignores records that other users could have written', async () => {
  const path = join(root, 'notes', `multiarch-build-${DEAD}.json`);
  writeFileSync(path, JSON.stringify([{ kind: 'image', name: 'a/b@sha256:1' }]), { mode: 0o644 });
  expect((await sweepUp({ images: { 'a/b@sha256:1': 'x' } })).done).toEqual([]);
  expect(existsSync(path)).toBe(true);
});

test('removes the file after its last record', () => {
  const recordCleanup = recordOnDisk(() => () => {}, join(root, 'notes'), DEAD);
  recordCleanup({ kind: 'folder', path: '/x' });
  recordCleanup({ kind: 'image', name: 'a' })();
  expect(readdirSync(join(root, 'notes'))).toEqual([]);
});
