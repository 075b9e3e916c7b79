import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../system/docker/engine.ts';
import { removeLabelled } from '../system/docker/labelled.ts';
import { isOver, type Processes } from '../system/run-id.ts';
import type { Undo } from '../system/undo.ts';
import { type Notes, readNotes } from './notes.ts';

/** In every name that a run gives to something it makes, and what is the run's own in it. */
const OURS = /multiarch-build.*?([0-9a-f]{14}-[0-9a-z]+-[0-9a-z]+-[0-9a-f]{6})/;

/**
 * The names that candidates have in the engine's store, with a pattern for each depth of a repository. To list all images
 * takes an engine 8 ms for each, and much of its processor.
 */
const CANDIDATES = [
  'multiarch-build.local/*:*',
  ...Array.from({ length: 9 }, (_, depth) => `${'*/'.repeat(depth)}*:multiarch-build-*`),
];

/** Whether something bears the name of a run of this machine that is over. */
function isLeftOf(processes: Processes): (name: string) => boolean {
  return (name) => {
    const id = OURS.exec(name)?.[1];
    return id !== undefined && isOver(id, processes);
  };
}

/**
 * Removes what runs left behind that died before they could: helper containers, volumes, names in the engine's store,
 * folders in RUNNER_TEMP; and what they noted of the engine besides. Only what is of a run of this machine that is over;
 * nobody else's.
 * @param engine undefined if there is none; notes are kept then, for a run that has one.
 * @param notes the folder of runs' notes.
 * @returns what was removed.
 */
export async function sweep(
  engine: Engine | undefined,
  { temp, notes }: { readonly temp: string; readonly notes: string },
  processes: Processes,
): Promise<readonly string[]> {
  const isLeft = isLeftOf(processes);
  const folders = (await readdir(temp)).filter(isLeft);
  const removed = Promise.allSettled(
    folders.map(async (name) => {
      await rm(join(temp, name), { recursive: true, force: true });
      return name;
    }),
  );
  const stored = engine === undefined ? [] : await sweepEngine(engine, notes, isLeft);
  // what another run sweeps at this moment cannot be removed twice
  return [...stored, ...(await removed).flatMap(done)];
}

function done(each: PromiseSettledResult<string>): readonly string[] {
  return each.status === 'fulfilled' ? [each.value] : [];
}

async function sweepEngine(
  engine: Engine,
  notes: string,
  isLeft: (name: string) => boolean,
): Promise<readonly string[]> {
  // as long as the images are there that they speak of
  const noted = await Promise.all((await readNotes(notes, isLeft)).map((each) => sweepNoted(each, engine)));
  const [containers, volumes, images] = await Promise.all([
    engine.containers({}),
    engine.volumes('multiarch-build-'),
    engine.images(CANDIDATES),
  ]);
  const removals = (names: readonly string[], remove: (name: string) => Promise<void>) =>
    names.filter(isLeft).map(async (name) => {
      await remove(name);
      return name;
    });
  const gone = await Promise.allSettled(removals(containers, engine.removeContainer));
  // an image goes once no container has it; and a builder's volume has a name, so it does not go with its container
  const rest = await Promise.allSettled([...removals(images, engine.untag), ...removals(volumes, engine.removeVolume)]);
  return [...noted.flat(), ...[...gone, ...rest].flatMap(done)];
}

/**
 * Undoes what names alone do not tell of: containers of a smoke test, names that were borrowed, and images that were
 * pulled by digest. A name that holds another image since is somebody's.
 */
async function sweepNoted({ path, entries }: Notes, engine: Engine): Promise<readonly string[]> {
  const labels = entries.flatMap((entry) => (entry.kind === 'containers' ? [entry.label] : []));
  const removed = await Promise.allSettled(labels.map((label) => removeLabelled(engine, label)));
  const built = entries.flatMap((entry) => (entry.kind === 'image' && OURS.test(entry.name) ? [entry.name] : []));
  const digests = await Promise.all(built.map(async (name) => (await engine.image(name))?.id));
  const undone = await Promise.allSettled(
    entries.flatMap((entry) => {
      const name = nameOf(entry);
      return name === undefined || OURS.test(name) ? [] : [giveBack(entry, name)];
    }),
  );
  await rm(path, { force: true });
  return [...removed, ...undone].flatMap((each) => (each.status === 'fulfilled' ? (each.value ?? []) : []));

  async function giveBack(entry: Undo, name: string): Promise<string | undefined> {
    const holder = await engine.image(name);
    if (holder === undefined || !(name.includes('@') || digests.includes(holder.id))) return undefined;
    if (entry.kind !== 'tag') {
      await engine.untag(name);
      return name;
    }
    await engine.tag(entry.image, entry.repository, entry.tag);
    return undefined;
  }
}

/** The name in the engine's store that an entry speaks of; others are found without it. */
function nameOf(entry: Undo): string | undefined {
  if (entry.kind === 'image') return entry.name;
  return entry.kind === 'tag' ? `${entry.repository}:${entry.tag}` : undefined;
}
