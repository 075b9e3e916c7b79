import { planCache } from '../cache/plan.ts';
import { recordedBuilder } from '../clients/docker/builders.ts';
import { headOf } from '../clients/git/head-ref.ts';
import { dockerfileName, locateDockerfile } from '../dockerfile/locate.ts';
import { dockerfileProblems } from '../dockerfile/problems.ts';
import type { Dockerfile } from '../dockerfile/read.ts';
import type { Unreadable } from '../dockerfile/unreadable.ts';
import type { InputName, MergeInput, PlanInput } from '../inputs/defaults.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { MatrixRequest } from '../inputs/matrix.ts';
import type { MergeRequest } from '../inputs/merge.ts';
import { isLeftToEvent, withinMergeGroup } from '../inputs/merge-group.ts';
import { InputError, type Problem, quote } from '../inputs/problems.ts';
import { fromFork, type Job } from '../model/job.ts';
import { countNames, type Naming } from '../model/naming.ts';
import type { Delivery, Target } from '../model/plan.ts';
import type { HandedRelease } from '../model/release.ts';
import type { ImageRequest, Request } from '../model/request.ts';
import { type CheckedOut, type JobEvent, readJobEvent } from '../tags/event.ts';
import { fillExpressions, fillNamed } from '../tags/fill.ts';
import { checkNames, nameImage } from '../tags/naming.ts';
import { refuseUntagged, targetsOf } from '../tags/targets.ts';
import { hasImage, planDelivery, refuseNameless } from './delivery.ts';
import { hasIndex, refuseIndexAnnotations } from './description.ts';

/** The names of an image for the job's event. */
export interface ResolvedNames {
  readonly event: JobEvent;
  readonly naming: Naming;
}

/** The state of inputs: a check reports no consequences of an invalid one. */
type Checked<Name extends string> = Pick<Inputs<Name>, 'fine' | 'raw'>;

/** A request with the values that its validation computed, so that no later step computes them again. */
export interface ResolvedRequest extends ResolvedNames {
  /** Without its push if the event gives the image of a merge group no tag. */
  readonly request: Request;
  /** Notice about a push that was taken away. */
  readonly line: string | undefined;
  readonly delivery: Delivery;
  readonly dockerfile: Dockerfile | Unreadable;
  /** How the Dockerfile is named to the user: `app/Dockerfile`. */
  readonly dockerfileName: string;
}

/** The same for the action `merge`. */
export interface ResolvedMerge extends ResolvedNames {
  readonly request: MergeRequest;
  readonly targets: readonly Target[];
}

type NameInput = 'images' | 'tags' | 'flavor' | 'version' | 'metadata-context';

/**
 * Checks a request with the job's event and files, before the machine is queried: rules of `tags`, their result for this
 * event, the named builder, and the Dockerfile. Each check is left out if an invalid input may change its result.
 * @param readText the text of a file. Undefined if there is no file.
 */
export async function resolveRequest(
  asked: Request,
  inputs: Inputs<InputName>,
  job: Job,
  readText: (path: string, bytes?: number) => string | undefined,
): Promise<ResolvedRequest> {
  const { context } = asked.build;
  const event = eventOf(asked.image, inputs, job, context.kind === 'path' ? context.path : job.workspace);
  const { naming, problems } = await nameFor(asked.image, inputs, event);
  const isNamed = problems.length === 0;
  // which names there are is unknown otherwise
  const { request, line } = isNamed ? withinMergeGroup(asked, countNames(naming), job) : { request: asked };
  const labels = await fillNamed('labels', request.build.labels, event);
  const annotations = await fillExpressions('annotations', request.build.annotations, event);
  const filled = {
    ...request,
    build: { ...request.build, labels: labels.values, annotations: annotations.values },
  };
  const { image, build } = filled;
  const delivery = planDelivery(request, naming);
  const nameless = problemsIn(() => refuseNameless(delivery, describeEvent(event), naming.reasons));
  const dockerfile = locateDockerfile(build, job.env, readText);
  const file = dockerfileName(build, job.workspace);
  inputs.add(
    [
      ...problems,
      ...labels.problems,
      ...annotations.problems,
      ...(isNamed && knowsUntagged(inputs, naming, delivery.targets) && knowsKind(inputs, delivery) ? nameless : []),
      // makePlan plans it again: its tags depend on the default platforms and the builder's nodes, which the machine decides
      ...(knowsCache(inputs, request)
        ? problemsIn(() => planCache(request, delivery, image.platforms ?? [], false, job))
        : []),
      ...(knowsIndex(inputs) ? indexProblems(request, delivery, job) : []),
      ...(inputs.fine('builder') ? builderProblems(request, job, readText) : []),
      ...(knowsDockerfile(inputs) ? dockerfileProblems(file, dockerfile, build.target) : []),
    ],
    nameless,
  );
  return { request: filled, line, event, naming, delivery, dockerfile, dockerfileName: file };
}

/** The same for `plan`, which names an image and gives it a tag if it is to be published. */
export async function resolveNames(
  { image, push }: Pick<MatrixRequest, 'image' | 'push'>,
  inputs: Inputs<PlanInput>,
  job: Job,
): Promise<ResolvedNames> {
  const event = eventOf(image, inputs, job, job.workspace);
  const { naming, problems } = await nameFor(image, inputs, event);
  const targets = targetsOf(image, naming);
  // the repositories of bare tags may be named in other jobs
  const isBare = targets.length === 0 && countNames(naming) > 0;
  const mayBeUntagged = !push || fromFork(job) || isBare || (countNames(naming) === 0 && isLeftToEvent(image, job));
  const untagged = mayBeUntagged
    ? []
    : problemsIn(() => refuseUntagged(targets, describeEvent(event), 'publish', naming.reasons));
  const isKnown = problems.length === 0 && knowsUntagged(inputs, naming, targets);
  inputs.add([...problems, ...(isKnown ? untagged : [])], untagged);
  return { event, naming };
}

/**
 * The same for `merge`, which needs a tag unless it is left to the event of a merge group. Undefined in a job of a fork, which
 * publishes nothing.
 */
export async function resolveMerge(
  request: MergeRequest,
  inputs: Inputs<MergeInput>,
  job: Job,
): Promise<ResolvedMerge | undefined> {
  if (fromFork(job)) return undefined;
  const { image, release } = request;
  const event = eventOf(image, inputs, job, job.workspace);
  const { naming, problems } = await nameFor(image, inputs, event, release);
  const targets = targetsOf(image, naming);
  const mayBeUntagged = countNames(naming) === 0 && isLeftToEvent(image, job);
  const untagged = mayBeUntagged
    ? []
    : problemsIn(() => refuseUntagged(targets, describeEvent(event), 'publish', naming.reasons));
  const isKnown = problems.length === 0 && knowsUntagged(inputs, naming, targets);
  const annotations = await fillNamed('annotations', request.annotations, event);
  inputs.add([...problems, ...annotations.problems, ...(isKnown ? untagged : [])], untagged);
  return { request: { ...request, annotations: annotations.values }, event, naming, targets };
}

/**
 * The event that names an image. With `metadata-context: git` its ref and commit are those of a checkout.
 * @param folder in the checkout.
 */
function eventOf<Name extends string>(
  { metadataContext }: ImageRequest,
  inputs: Pick<Inputs<Name>, 'add'>,
  job: Job,
  folder: string,
): JobEvent {
  const read = (checkout?: CheckedOut) => readJobEvent(job.env, job.event, new Date(), checkout);
  if (metadataContext === 'workflow') return read();
  const head = headOf(folder);
  if (head?.ref !== undefined) return read({ ...head, ref: head.ref });
  const message =
    head === undefined
      ? 'git, and there is no checkout to read'
      : 'git, and HEAD is no branch, Git tag or pull request';
  const hint = 'check one out in an earlier step, with ref of actions/checkout';
  inputs.add([{ input: 'metadata-context', message, hint }]);
  return read();
}

/** Names an image. With a problem, only the references that `tags` has in full are known. */
async function nameFor(
  image: ImageRequest,
  inputs: Checked<NameInput>,
  event: JobEvent,
  handed?: HandedRelease,
): Promise<{ readonly naming: Naming; readonly problems: readonly Problem[] }> {
  const written = {
    ...image,
    tags: image.tags.filter(({ kind }) => kind === 'reference'),
    flavor: [],
    version: undefined,
  };
  if (!inputs.fine('flavor', 'version')) {
    return { naming: await nameImage(written, event), problems: await checkNames(image, event) };
  }
  try {
    return { naming: await nameImage(image, event, handed), problems: [] };
  } catch (error) {
    return { naming: await nameImage(written, event), problems: problemsOf(error) };
  }
}

/** The event that started the job, in words. */
function describeEvent({ eventName, ref }: JobEvent): string {
  return `${eventName || 'this event'} on ${ref || 'no ref'}`;
}

/** True if no invalid input could give a tag to a repository that has none. */
function knowsUntagged(inputs: Checked<NameInput>, naming: Naming, targets: readonly Target[]): boolean {
  if (!inputs.fine('tags', 'flavor', 'version', 'metadata-context')) return false;
  return inputs.fine('images') || targets.length > 0 || countNames(naming) === 0;
}

/** True if no invalid input could make a result without names of what is published or loaded. */
function knowsKind(inputs: Checked<InputName>, { kind }: Delivery): boolean {
  return kind === 'publish' || inputs.fine('push', 'push-by-digest');
}

/** True if no invalid input could keep the planned cache from being written. */
function knowsCache(inputs: Checked<InputName>, { cache, result }: Request): boolean {
  if (!inputs.fine('call') || !(result.push || inputs.fine('push-by-digest'))) return false;
  if (cache.to.length > 0) return true;
  return inputs.fine(
    'cache',
    'cache-ref',
    'cache-scope',
    'cache-write',
    'cache-from',
    'cache-to',
    ...(cache.ref ? [] : REPOSITORIES),
  );
}

/** Inputs that name repositories. */
const REPOSITORIES = ['images', 'tags'] as const;

/** True if no invalid input could add an index, or take the image away. */
function knowsIndex(inputs: Checked<InputName>): boolean {
  return inputs.fine('call', 'outputs', 'platforms', 'provenance', 'sbom', 'attests');
}

/** True if no invalid input could name another Dockerfile, or another frontend to read it. */
function knowsDockerfile(inputs: Checked<InputName>): boolean {
  return (
    inputs.fine('context', 'file') &&
    (inputs.fine('build-args') || !inputs.raw('build-args').includes('BUILDKIT_SYNTAX'))
  );
}

function indexProblems({ image, build }: Request, delivery: Delivery, { env }: Job): readonly Problem[] {
  // without `platforms`, the machine decides them
  const count = image.platforms?.length ?? 2;
  return hasImage(delivery) && !hasIndex(build, count, env) ? problemsIn(() => refuseIndexAnnotations(build)) : [];
}

/** A builder is there if buildx has a record of it, which is a file. */
function builderProblems(
  { setup: { builder } }: Request,
  { env }: Job,
  readText: (path: string) => string | undefined,
): readonly Problem[] {
  if (builder === undefined || recordedBuilder(builder, env, readText) !== undefined) return [];
  const message = `the builder ${quote(builder)} does not exist`;
  return [
    { input: 'builder', message, hint: 'see `docker buildx ls` on the runner, or leave it empty to have one made' },
  ];
}

function problemsIn(work: () => unknown): readonly Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    return problemsOf(error);
  }
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof InputError) return error.problems;
  throw error;
}
