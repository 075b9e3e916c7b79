import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../clients/docker/engine.ts';
import { removeLabelled } from '../clients/docker/labelled.ts';
import type { Cleanup } from '../runtime/cleanup.ts';
import { isOver, type Processes } from '../runtime/run-id.ts';
import { type Notes, readNotes } from './notes.ts';

/** Matches the name of everything that a run creates. The group is the run's id. */
const OURS = /multiarch-build.*?([0-9a-f]{14}-[0-9a-z]+-[0-9a-z]+-[0-9a-f]{6})/;

/**
 * Patterns for the names of staged images in Docker Engine's image store, one for each depth of a repository. Listing all
 * images takes Docker Engine 8 ms for each, and much of its processor.
 */
const CANDIDATES = [
  'multiarch-build.local/*:*',
  ...Array.from({ length: 9 }, (_, depth) => `${'*/'.repeat(depth)}*:multiarch-build-*`),
];

/** True for a name that contains the id of a run of this machine that is over. */
function isLeftOf(processes: Processes): (name: string) => boolean {
  return (name) => {
    const id = OURS.exec(name)?.[1];
    return id !== undefined && isOver(id, processes);
  };
}

/**
 * Removes the leftovers of runs that died: helper containers, volumes, names in Docker Engine's image store, folders in
 * RUNNER_TEMP, and things in Docker Engine that they recorded. Removes only leftovers of runs of this machine that are
 * over.
 * @param engine undefined without Docker Engine. The records are then kept for a run that has one.
 * @param notes the folder of runs' records.
 * @returns the removed things.
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
  // another run may sweep at the same time: only things removed here are listed
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
  // before the images that the records name are removed
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
  // an image can be removed once no container uses it; a builder's volume has a name, so it is not removed with its container
  const rest = await Promise.allSettled([...removals(images, engine.untag), ...removals(volumes, engine.removeVolume)]);
  return [...noted.flat(), ...[...gone, ...rest].flatMap(done)];
}

/**
 * Removes recorded things without the id of a run in their names: containers of a smoke test, borrowed names, and images
 * that were pulled by digest. A name is kept if it holds another image since.
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

  async function giveBack(entry: Cleanup, name: string): Promise<string | undefined> {
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

/** The name in Docker Engine's image store in a record. Undefined for other things, which are found without it. */
function nameOf(entry: Cleanup): string | undefined {
  if (entry.kind === 'image') return entry.name;
  return entry.kind === 'tag' ? `${entry.repository}:${entry.tag}` : undefined;
}
