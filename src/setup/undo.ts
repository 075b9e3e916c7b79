import { rm } from 'node:fs/promises';
import type { Engine } from '../system/docker/engine.ts';
import { removeLabelled } from '../system/docker/labelled.ts';
import { ActionError, messageOf } from '../system/errors.ts';
import { describeEnd, type Finished, type Run, succeeded } from '../system/process.ts';
import type { Undo } from '../system/undo.ts';

/** A builder that cannot be removed keeps no job waiting; the next run's sweep finds what is left of it. Milliseconds. */
const LIMIT = 60_000;

/** Undoes what was made, last first. What cannot be undone costs a warning, never the step. */
export async function undoAll(
  entries: readonly Undo[],
  {
    engine,
    run,
    env,
    warn,
  }: { engine: Engine; run: Run; env: Readonly<Record<string, string | undefined>>; warn: (message: string) => void },
): Promise<void> {
  for (const entry of entries) {
    try {
      await undo(entry, engine, run, env);
    } catch (error) {
      warn(`${describe(entry)} is left over: ${messageOf(error)}`);
    }
  }
}

async function undo(
  entry: Undo,
  engine: Engine,
  run: Run,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  switch (entry.kind) {
    case 'folder':
      return rm(entry.path, { recursive: true, force: true });
    case 'image':
      return engine.untag(entry.name);
    case 'tag':
      return engine.tag(entry.image, entry.repository, entry.tag);
    case 'container':
      return engine.removeContainer(entry.name);
    case 'volume':
      return engine.removeVolume(entry.name);
    case 'containers':
      await removeLabelled(engine, entry.label);
      return;
    case 'builder':
      return insist(
        await run({
          program: entry.buildx,
          args: ['rm', '--force', entry.name],
          env: { ...env, BUILDX_CONFIG: entry.config },
          timeout: LIMIT,
        }),
      );
  }
}

function describe(entry: Undo): string {
  switch (entry.kind) {
    case 'containers':
      return 'a container of the smoke test';
    case 'tag':
      return `the borrowed name ${entry.repository}:${entry.tag}`;
    case 'folder':
      return `the folder ${entry.path}`;
    default:
      return `the ${entry.kind} ${entry.name}`;
  }
}

function insist(finished: Finished): void {
  if (!succeeded(finished) && !/no builder .* found/.test(finished.stderr)) {
    throw new ActionError(`${describeEnd(finished)}: ${finished.stderr.trim()}`);
  }
}
