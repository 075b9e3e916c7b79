import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Engine } from '../../src/clients/docker/engine.ts';
import type { Undo } from '../../src/runtime/ledger.ts';
import type { Processes } from '../../src/runtime/run-id.ts';
import { noting } from '../../src/session/notes.ts';
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
  /** Names, and the label of each. */
  readonly containers?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  /** Names, and the image each stands for. */
  readonly images?: Readonly<Record<string, string>>;
}

/** The calls of a sweep of this Docker Engine, and its result. */
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
  const told = await sweep(engine, { temp: join(root, 'temp'), notes: join(root, 'notes') }, MACHINE);
  return { done, told };
}

/** Notes as a run makes them. */
function note(id: string, ...entries: readonly Undo[]): void {
  const ledger = noting(() => () => {}, join(root, 'notes'), id);
  for (const entry of entries) ledger(entry);
}

test.each([`multiarch-build-${DEAD}`, `buildx_buildkit_multiarch-build-${DEAD}0`, `multiarch-build-binfmt-${DEAD}`])(
  'the container %s',
  async (name) => {
    expect((await sweepUp({ containers: { [name]: '' } })).done).toEqual([`remove ${name}`]);
  },
);

test.each([
  `ghcr.io/a/b:multiarch-build-${DEAD}`,
  `multiarch-build.local/candidate:${DEAD}`,
  `multiarch-build.local/candidate-linux-amd64:${DEAD}`,
])('the image %s', async (image) => {
  expect((await sweepUp({ images: { [image]: '1' } })).done).toEqual([`untag ${image}`]);
});

test('the containers that a smoke test left, and no others', async () => {
  note(DEAD, { kind: 'containers', label: 'smoke-test=1' });
  note(ALIVE, { kind: 'containers', label: 'smoke-test=2' });
  const containers = { happy_euler: 'smoke-test=1', sad_gauss: 'smoke-test=2', service: '' };
  const { done, told } = await sweepUp({ containers });
  expect(done).toEqual(['end happy_euler']);
  expect(told).toEqual(['happy_euler']);
});

test('keeps things of live runs, of other machines, and of other programs', async () => {
  const names = [ALIVE, ELSEWHERE, 'notes', 'somebody-1-2-3'].map((id) => `multiarch-build-${id}`);
  for (const name of names) mkdirSync(join(root, 'temp', name));
  const images = Object.fromEntries(names.map((name) => [`a/b:${name}`, '1']));
  const containers = Object.fromEntries(names.map((name) => [name, '']));
  note(ALIVE, { kind: 'image', name: 'a/b@sha256:1' });
  expect(await sweepUp({ images, containers, volumes: names })).toEqual({ done: [], told: [] });
  expect(readdirSync(join(root, 'temp'))).toHaveLength(names.length);
  expect(readdirSync(join(root, 'notes'))).toHaveLength(1);
});

const CANDIDATE = `a/b:multiarch-build-${DEAD}`;
const borrowed: Undo = { kind: 'tag', image: 'sha256:old', repository: 'a/b', tag: '1' };

test.each<[string, Undo, Readonly<Record<string, string>>, readonly string[]]>([
  ['a borrowed name goes back', borrowed, { 'a/b:1': 'new' }, ['tag sha256:old a/b:1']],
  ['one that another program took since is kept', borrowed, { 'a/b:1': 'another' }, []],
  ['a new name is removed', { kind: 'image', name: 'a/b:1' }, { 'a/b:1': 'new' }, ['untag a/b:1']],
  [
    'an image pulled by digest goes',
    { kind: 'image', name: 'a/b@sha256:1' },
    { 'a/b@sha256:1': 'x' },
    ['untag a/b@sha256:1'],
  ],
])('of the recorded things: %s', async (_, entry, images, done) => {
  note(DEAD, { kind: 'image', name: CANDIDATE }, entry);
  const swept = await sweepUp({ images: { [CANDIDATE]: 'new', ...images } });
  expect(swept.done).toEqual([...done, `untag ${CANDIDATE}`]);
  expect(readdirSync(join(root, 'notes'))).toEqual([]);
});

test('records that other users could have written are ignored', async () => {
  const path = join(root, 'notes', `multiarch-build-${DEAD}.json`);
  writeFileSync(path, JSON.stringify([{ kind: 'image', name: 'a/b@sha256:1' }]), { mode: 0o644 });
  expect((await sweepUp({ images: { 'a/b@sha256:1': 'x' } })).done).toEqual([]);
  expect(existsSync(path)).toBe(true);
});

test('deleted records are not in the file', () => {
  const ledger = noting(() => () => {}, join(root, 'notes'), DEAD);
  ledger({ kind: 'folder', path: '/x' });
  ledger({ kind: 'image', name: 'a' })();
  expect(readdirSync(join(root, 'notes'))).toEqual([]);
});
