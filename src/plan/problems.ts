import { planCache } from '../cache/plan.ts';
import { recordedBuilder } from '../clients/docker/builders.ts';
import { dockerfileName, locateDockerfile } from '../dockerfile/locate.ts';
import { dockerfileProblems } from '../dockerfile/problems.ts';
import type { InputName } from '../inputs/defaults.ts';
import { isLeftToEvent, withinMergeGroup } from '../inputs/merge-group.ts';
import { InputError, type Problem, quote } from '../inputs/problems.ts';
import type { Job } from '../model/job.ts';
import { countNames } from '../model/naming.ts';
import type { ImageRequest, Request } from '../model/request.ts';
import { readJobEvent } from '../tags/event.ts';
import { nameImage } from '../tags/naming.ts';
import { refuseUntagged, targetsOf } from '../tags/targets.ts';
import { hasImage, planDelivery } from './delivery.ts';
import { hasIndex, refuseIndexAnnotations } from './description.ts';
import { describeEvent } from './make-plan.ts';

type Fine<Name extends string> = (...names: readonly Name[]) => boolean;

/** The values that determine an image's names. */
const NAMES = ['images', 'tags', 'flavor', 'version'] as const;

/**
 * Finds problems of a request from the job's event and files, before the machine is queried: rules of `tags`, their
 * result for this event, the named builder, and the Dockerfile.
 * @param readText the text of a file. Undefined if there is no file.
 */
export async function findProblems(
  request: Request,
  fine: Fine<InputName>,
  job: Job,
  readText: (path: string, bytes?: number) => string | undefined,
): Promise<readonly Problem[]> {
  const { image } = request;
  const named = fine(...NAMES, 'push', 'push-by-digest', 'cache-ref', 'cache-to')
    ? await problemsOf(async () => {
        const naming = await nameImage(image, readJobEvent(job.env, job.event, new Date()));
        const { request: published } = withinMergeGroup(request, countNames(naming), job);
        const { build } = published;
        const delivery = planDelivery(published, naming, describeEvent(job));
        planCache(published, delivery, image.platforms ?? [], false, job);
        if (!fine('annotations', 'outputs', 'platforms', 'provenance', 'sbom', 'attests')) return;
        // without `platforms`, the machine decides them
        const count = image.platforms?.length ?? 2;
        if (hasImage(delivery) && !hasIndex(build, count, job.env)) refuseIndexAnnotations(build);
      })
    : [];
  const found = [...named, ...(fine('builder') ? builderProblems(request, job, readText) : [])];
  if (!fine('context', 'file', 'build-args')) return found;
  const { build } = request;
  const dockerfile = await locateDockerfile(build, readText);
  return [...found, ...dockerfileProblems(dockerfileName(build, job.workspace), dockerfile, build.target)];
}

/** A builder is there if buildx has a record of it, which is a file. */
function builderProblems(
  { setup: { builder } }: Request,
  { env }: Job,
  readText: (path: string) => string | undefined,
): readonly Problem[] {
  if (builder === undefined || recordedBuilder(builder, env, readText) !== undefined) return [];
  const message = `there is no builder ${quote(builder)}`;
  return [
    { input: 'builder', message, hint: 'see `docker buildx ls` on the runner, or leave it empty to have one made' },
  ];
}

/**
 * The same for a request that only names an image.
 * @param publishes true if the image must have a tag for this event.
 */
export async function findNameProblems(
  image: ImageRequest,
  fine: Fine<(typeof NAMES)[number]>,
  job: Job,
  publishes: boolean,
): Promise<readonly Problem[]> {
  if (!fine(...NAMES)) return [];
  return problemsOf(async () => {
    const naming = await nameImage(image, readJobEvent(job.env, job.event, new Date()));
    if (publishes && !(countNames(naming) === 0 && isLeftToEvent(image, job)))
      refuseUntagged(targetsOf(image, naming), describeEvent(job));
  });
}

async function problemsOf(attempt: () => Promise<void>): Promise<readonly Problem[]> {
  try {
    await attempt();
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}
