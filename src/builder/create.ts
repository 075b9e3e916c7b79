import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tooOld } from '../clients/docker/buildx.ts';
import { TransferError } from '../clients/docker/transfer.ts';
import { splitReference } from '../clients/registry/sources.ts';
import { formatFields } from '../inputs/csv.ts';
import { ActionError, HungError } from '../model/errors.ts';
import type { NewBuilder, NodePlan } from '../model/plan.ts';
import { parseRepository } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import type { Cleanup } from '../runtime/cleanup.ts';
import { BUILDER_BOOT_IDLE_MS } from '../runtime/limits.ts';
import { describeEnd, type Finished, succeeded } from '../runtime/process.ts';
import { retry } from '../runtime/retry.ts';
import { adviceFor } from '../runtime/words.ts';
import type { Session } from '../session/session.ts';
import { containersOf, isHere } from './containers.ts';
import { DRIVERS } from './drivers.ts';
import { afterPull, type FindHelper, type HelperSession, judgeHelper, pullHelper } from './helper-image.ts';
import { completeRecord, createArguments } from './record.ts';

/** The session, and the installed buildx. */
export type BuilderSession = HelperSession &
  Pick<Session, 'run' | 'env' | 'folder' | 'context' | 'recordCleanup' | 'retry'> & {
    readonly buildx: string;
    readonly findHelper: FindHelper;
    /** The user's BUILDX_CONFIG, which records existing builders. */
    readonly userConfig: string;
  };

/**
 * Creates and boots a builder that is recorded in the folder of this run, after it has recorded how to remove it.
 * @returns a function that deletes the records of the removal, for a builder that outlives the job.
 */
export async function create(planned: NewBuilder, setup: BuilderSession): Promise<() => void> {
  const plan = await withCertificates(await withPullable(planned, setup.findHelper), setup.folder.tls);
  const config = setup.folder.buildx;
  const configFile = plan.config === undefined ? undefined : join(setup.folder.path, 'buildkitd.toml');
  if (configFile !== undefined) await writeFile(configFile, plan.config ?? '', { mode: 0o600 });
  // a container of the kept name, without a record here, belongs to a job with another folder
  const foreign = plan.keep && isHere(plan) ? await setup.engine.containers({ name: plan.name }) : [];
  const removals = cleanupsOf(plan, setup.buildx, config, foreign).map((entry) => setup.recordCleanup(entry));

  const buildx = (args: readonly string[]) =>
    setup.run({
      program: setup.buildx,
      args,
      // without the event's payload: buildx would send it to the builder for the provenance of every image
      env: { ...setup.env, BUILDX_CONFIG: config, GITHUB_EVENT_PATH: undefined },
      idle: BUILDER_BOOT_IDLE_MS,
    });
  const record = async () => {
    for (const [i, node] of plan.nodes.entries()) {
      await insist(await buildx(createArguments(plan, node, { configFile, append: i > 0, context: setup.context })));
    }
    if (!existsSync(join(config, 'instances', plan.name))) {
      throw new ActionError('buildx exited with status 0 but did not create the builder', {
        hint: 'Run the job again; if the error persists, update buildx.',
      });
    }
    await completeRecord(join(config, 'instances', plan.name), plan.nodes);
  };
  const images = [...new Set(plan.nodes.flatMap(imagesOf))];
  const insist = async (finished: Finished) => {
    if (succeeded(finished)) return;
    for (const image of images) await afterPull(finished.stderr, image, setup);
    const Kind = finished.timedOut ? HungError : ActionError;
    throw tooOld(finished.stderr) ?? new Kind(...failure(plan, describeEnd(finished), finished.stderr));
  };
  const attempt = async () => {
    // in parallel with `create`: buildx pulls only when it boots the builder
    const fetched = Promise.all(isHere(plan) ? images.map((image) => fetch(image, plan, setup)) : []);
    fetched.catch(() => undefined); // reported where it is awaited
    try {
      await record();
      await fetched;
      await insist(await buildx(['inspect', '--bootstrap', plan.name]));
    } catch (error) {
      // the record would block the next attempt
      await buildx(['rm', '--force', plan.name]);
      throw error;
    }
  };
  await retry(attempt, setup.retry, judgeHelper);
  return () => {
    for (const strikeOut of removals) strikeOut();
  };
}

/** Replaces the image of a builder with a name that can be pulled here. */
async function withPullable(plan: NewBuilder, findHelper: FindHelper): Promise<NewBuilder> {
  const nodes = plan.nodes.map(async (node) => {
    const driverOpts = node.driverOpts.map(async (option) =>
      option.startsWith('image=') ? `image=${await findHelper(option.slice('image='.length))}` : option,
    );
    return { ...node, driverOpts: await Promise.all(driverOpts) };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}

/** Writes the certificates of nodes into files, which the options of the nodes name. */
async function withCertificates(plan: NewBuilder, folder: string): Promise<NewBuilder> {
  const nodes = plan.nodes.map(async (node, i) => {
    const files = Object.entries(node.tls ?? {}).map(async ([name, pem]) => {
      if (pem === undefined) return [];
      const path = join(folder, `node-${i}-${name}.pem`);
      await writeFile(path, pem, { mode: 0o600 });
      return [formatFields([`${name}=${path}`])];
    });
    return { ...node, driverOpts: [...node.driverOpts, ...(await Promise.all(files)).flat()] };
  });
  return { ...plan, nodes: await Promise.all(nodes) };
}

/** Pulls an image that is missing. An invalid name is left for buildx to report. */
async function fetch(image: string, plan: NewBuilder, setup: BuilderSession): Promise<void> {
  if (parseRepository(splitReference(image).name) instanceof Wrong) return;
  if ((await setup.engine.image(image)) !== undefined) return;
  await pullHelper(image, setup).catch((cause: unknown) => {
    if (!(cause instanceof TransferError)) throw cause;
    throw new ActionError(...failure(plan, cause.message, cause.message, cause));
  });
}

function imagesOf({ driverOpts }: NodePlan): readonly string[] {
  return driverOpts.flatMap((option) => (option.startsWith('image=') ? [option.slice('image='.length)] : []));
}

/** The things to remove with a builder, last first. A local builder needs no process: buildx's record is removed with the run's folder. */
function cleanupsOf(plan: NewBuilder, buildx: string, config: string, foreign: readonly string[]): readonly Cleanup[] {
  if (!DRIVERS[plan.driver].startsDaemons) return [];
  if (!isHere(plan)) return [{ kind: 'builder', name: plan.name, buildx, config }];
  // the volume's name: https://github.com/docker/buildx/blob/master/driver/docker-container/driver.go
  const own = containersOf(plan).filter((container) => !foreign.includes(container));
  return own.flatMap((container): Cleanup[] => [
    { kind: 'volume', name: `${container}_state` },
    { kind: 'container', name: container },
  ]);
}

/** Arguments for an error about a builder that could not be created. */
function failure(plan: NewBuilder, why: string, output: string, cause?: unknown) {
  return [
    `the ${plan.driver} builder could not be created: ${why}`,
    { hint: DRIVERS[plan.driver].hint(plan.nodes), ...adviceFor(output, 'pull'), output, cause },
  ] as const;
}
