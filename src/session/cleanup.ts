import { rm } from 'node:fs/promises';
import type { Engine } from '../clients/docker/engine.ts';
import { removeLabelled } from '../clients/docker/labelled.ts';
import { ActionError, messageOf } from '../model/errors.ts';
import type { Cleanup } from '../runtime/cleanup.ts';
import { REMOVE_BUILDER_MS } from '../runtime/limits.ts';
import { describeEnd, type Finished, type Run, succeeded } from '../runtime/process.ts';
import { isOver, thisMachine } from '../runtime/run-id.ts';
import { forgetLogins } from './keep-logins.ts';

/** Only some records need these, and docker or buildx may be missing. */
interface Docker {
  readonly engine: Engine;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Removes the things that were created, last first. A thing that cannot be removed causes a warning; the step does not fail. */
export async function cleanUp(
  entries: readonly Cleanup[],
  { docker, run, warn }: { docker: () => Docker; run: Run; warn: (message: string) => void },
): Promise<void> {
  for (const entry of entries) {
    try {
      await removeOne(entry, docker, run);
    } catch (error) {
      warn(`${describe(entry)} is left over: ${messageOf(error)}`);
    }
  }
}

async function removeOne(entry: Cleanup, docker: () => Docker, run: Run): Promise<void> {
  switch (entry.kind) {
    case 'folder':
      return rm(entry.path, { recursive: true, force: true });
    case 'logins': {
      const machine = thisMachine();
      return forgetLogins(entry.config, (id) => id === entry.run || isOver(id, machine));
    }
    case 'image':
      return docker().engine.untag(entry.name);
    case 'tag':
      return docker().engine.tag(entry.image, entry.repository, entry.tag);
    case 'container':
      return docker().engine.removeContainer(entry.name);
    case 'volume':
      return docker().engine.removeVolume(entry.name);
    case 'containers':
      await removeLabelled(docker().engine, entry.label);
      return;
    case 'builder':
      return insist(
        await run({
          program: entry.buildx,
          args: ['rm', '--force', entry.name],
          env: { ...docker().env, BUILDX_CONFIG: entry.config },
          timeout: REMOVE_BUILDER_MS,
        }),
      );
  }
}

function describe(entry: Cleanup): string {
  switch (entry.kind) {
    case 'containers':
      return 'a container of the smoke test';
    case 'tag':
      return `the borrowed name ${entry.repository}:${entry.tag}`;
    case 'folder':
      return `the folder ${entry.path}`;
    case 'logins':
      return `a login in ${entry.config}`;
    default:
      return `the ${entry.kind} ${entry.name}`;
  }
}

function insist(finished: Finished): void {
  if (!succeeded(finished) && !/no builder .* found/.test(finished.stderr)) {
    throw new ActionError(`${describeEnd(finished)}: ${finished.stderr.trim()}`);
  }
}
