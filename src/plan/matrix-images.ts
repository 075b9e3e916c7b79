import { type Commit, headCommit } from '../clients/git/commit.ts';
import type { Baked } from '../inputs/bake.ts';
import { PLAN_DEFAULTS, type PlanInput } from '../inputs/defaults.ts';
import type { Inputs, Message } from '../inputs/inputs.ts';
import { type MatrixRequest, readMatrix } from '../inputs/matrix.ts';
import { formatProblem, InputError, type Problem } from '../inputs/problems.ts';
import { Texts } from '../inputs/texts.ts';
import type { Variant } from '../inputs/variants.ts';
import type { HandedImage } from '../model/handed-plan.ts';
import type { Job } from '../model/job.ts';
import type { Naming } from '../model/naming.ts';
import { formatPlatform } from '../model/platform.ts';
import type { NamedValue } from '../model/request.ts';
import { type Row, rowsOf } from '../parts/matrix.ts';
import { MAX_ROWS } from '../runtime/limits.ts';
import { describeImage, describeIndex } from '../tags/describe.ts';
import { handedRelease, tagLines } from '../tags/tag-lines.ts';
import { provenanceOf } from './description.ts';
import { resolveNames } from './resolve.ts';

interface Described {
  readonly labels: readonly NamedValue[];
  /** As buildx takes them: `index:key=value`. */
  readonly annotations: readonly string[];
}

/** An image of the matrix with its names. */
export interface MatrixImage {
  /** Undefined if the matrix is of platforms alone. */
  readonly variant: Variant | undefined;
  /** One for each matrix job. */
  readonly rows: readonly Row[];
  readonly naming: Naming;
  /** Labels and annotations that its parts and its index get if no input changes them. */
  readonly described: Described;
  /** Values for the inputs of its matrix jobs and its merge. */
  readonly handed: HandedImage;
}

/** The images of a matrix. */
export interface ResolvedMatrix {
  readonly images: readonly MatrixImage[];
  readonly messages: readonly Message[];
  /** True if a job summary is written. */
  readonly summary: boolean;
}

/**
 * Reads the inputs of `plan` and names the image, or with `variants` the image of each variant.
 * @param baked the target of a bake file, if the step names one.
 */
export async function resolveMatrix(texts: Texts, job: Job, baked?: Baked): Promise<ResolvedMatrix> {
  const { request, inputs } = await readMatrix(texts, job, baked);
  const commit = headCommit(job.workspace);
  if (request.variants.length === 0) {
    const image = await imageOf(undefined, request, inputs, job, commit);
    return { images: [image], messages: inputs.finish(), summary: request.summary };
  }
  const messages = [...inputs.finish()];
  const images: MatrixImage[] = [];
  const problems: Problem[] = [];
  for (const [item, variant] of request.variants.entries()) {
    const own = await readMatrix(overlay(baked?.texts ?? texts, variant), job);
    const image = await imageOf(variant, own.request, own.inputs, job, commit);
    try {
      messages.push(...own.inputs.finish());
      images.push(image);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems.map((problem) => ({ input: 'variants', item, message: formatProblem(problem) })));
    }
  }
  if (problems.length === 0) problems.push(...sharedTags(images), ...tooManyRows(images));
  if (problems.length > 0) throw new InputError(problems);
  const distinct = new Map(messages.map((message) => [message.message, message]));
  return { images, messages: [...distinct.values()], summary: request.summary };
}

/** The inputs of `plan` as a variant has them. */
function overlay(texts: Texts, { name, inputs }: Variant): Texts {
  const own: Readonly<Partial<Record<string, string>>> = { ...inputs, part: name, variants: '' };
  return new Texts((input) => own[input] ?? (input in PLAN_DEFAULTS ? texts.text(input) : ''), texts.origin);
}

async function imageOf(
  variant: Variant | undefined,
  request: MatrixRequest,
  inputs: Inputs<PlanInput>,
  job: Job,
  commit: Commit | undefined,
): Promise<MatrixImage> {
  const { naming, event } = await resolveNames(request, inputs, job);
  const provenance = provenanceOf(naming, event, commit);
  const { image, part, context, file } = request;
  const handed = {
    images: image.repositories.map(({ name }) => name),
    tags: tagLines(image.repositories, naming),
    version: naming.version,
    release: handedRelease(naming),
    platforms: request.platforms.map(formatPlatform),
    ...{ part, context, file },
  };
  const described = {
    labels: Object.entries(describeImage(provenance)).map(([name, value]) => ({ name, value })),
    annotations: Object.entries(describeIndex(provenance, naming.release)).map(
      ([name, value]) => `index:${name}=${value}`,
    ),
  };
  return { variant, rows: rowsOf(request), naming, described, handed };
}

/** Tags of one variant that another one has too, so that the last merge would overwrite the first. */
function sharedTags(images: readonly MatrixImage[]): readonly Problem[] {
  return images.flatMap(({ handed: { images: repositories, tags } }, item) => {
    const before = images.slice(0, item);
    const other = before.find(({ handed }) => handed.tags.some((tag) => tags.includes(tag)));
    const tag = tags.find((each) => other?.handed.tags.includes(each));
    // bare tags may be of different repositories
    if (tag === undefined || repositories.length === 0) return [];
    const message = `gives the tag ${tag}, which the variant ${other?.variant?.name} gives too`;
    return [
      {
        input: 'variants',
        item,
        message,
        hint: 'give it a flavor (e.g., suffix=-alpine,onlatest=true), tags or images of its own',
      },
    ];
  });
}

function tooManyRows(images: readonly MatrixImage[]): readonly Problem[] {
  const count = images.reduce((sum, { rows }) => sum + rows.length, 0);
  if (count <= MAX_ROWS) return [];
  const hint = `write at most ${MAX_ROWS}, which GitHub starts of one matrix`;
  return [{ input: 'variants', message: `${count} matrix jobs of all variants together`, hint }];
}
