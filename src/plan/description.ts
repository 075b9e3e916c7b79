import type { Commit } from '../clients/git/commit.ts';
import { InputError } from '../inputs/problems.ts';
import type { Environment } from '../model/job.ts';
import type { Naming, Provenance } from '../model/naming.ts';
import type { Delivery } from '../model/plan.ts';
import type { BuildRequest, NamedValue, Request } from '../model/request.ts';
import { runOf } from '../parts/record.ts';
import { describeImage, expandPlaceholders, withOwn } from '../tags/describe.ts';
import type { JobEvent } from '../tags/event.ts';
import { deriveAnnotations, isForIndex } from './annotations.ts';
import { hasImage } from './delivery.ts';
import { attestsByDefault } from './provenance.ts';

export interface Description {
  readonly naming: Naming;
  readonly provenance: Provenance;
  readonly delivery: Pick<Delivery, 'kind' | 'files' | 'imageAttributes'>;
  /** Whether an index comes out, which alone can carry annotations of an index. */
  readonly indexed: boolean;
  /** Number of platforms. */
  readonly count: number;
  readonly env: Environment;
  /** Names of the labels that the Dockerfile sets. */
  readonly labelled: readonly string[];
  /** The key of the image's parts. */
  readonly part: string;
}

/**
 * Source of the build: the checked-out commit, or the event's commit if there is no checkout. The head of a pull request
 * replaces either if DOCKER_METADATA_PR_HEAD_SHA asks for it.
 */
export function provenanceOf({ version }: Naming, event: JobEvent, commit: Commit | undefined): Provenance {
  const { repository, sha, pullRequestHead, now: created } = event;
  const isKnown = event.commitDate.getTime() !== created.getTime();
  const committed = commit?.date ?? (isKnown ? event.commitDate : undefined);
  return { version, revision: pullRequestHead ?? commit?.revision ?? sha, committed, created, repository };
}

const PLACEHOLDER = /\{\{\s*(version|revision|created)\s*\}\}/;

/** Whether anything in the request depends on the commit: the labels of an image, or values of a call. */
export function needsCommit({ build }: Pick<Request, 'build'>): boolean {
  const texts = [...build.buildArgs, ...build.labels].map(({ value }) => value ?? '');
  return (
    build.call === undefined ||
    build.sourceDateEpoch?.kind === 'commit' ||
    [...texts, ...build.annotations].some((text) => PLACEHOLDER.test(text))
  );
}

/**
 * Fills placeholders in, and adds the labels and annotations that the user has not given. Every image gets the labels,
 * with any name and destination. A text about the project that the Dockerfile sets stays; buildx would replace it.
 */
export function describeRequest(request: Request, description: Description): Request {
  const { naming, delivery, indexed, count, env, labelled, part } = description;
  const { build } = request;
  const sourceDateEpoch = epochOf(build, description.provenance);
  const provenance = { ...description.provenance, created: createdOf({ ...build, sourceDateEpoch }, description) };
  const fill = (text: string) => expandPlaceholders(text, provenance);
  const filled = ({ name, value }: NamedValue) => ({ name, value: fill(value) });
  const own = build.labels.map(filled);
  const annotations = build.annotations.map(fill);
  const isImage = hasImage(delivery);
  const described = Object.entries(describeImage(provenance)).filter(([name]) => !keepsText(name, labelled));
  const labels = isImage ? pairs(withOwn(Object.fromEntries(described), own)) : own;
  const { run } = runOf(env);
  const derived = isImage
    ? deriveAnnotations(
        { labels, annotations, levels: build.annotationLevels },
        { naming, delivery, indexed, count, run, part },
      )
    : [];
  return {
    ...request,
    build: {
      ...build,
      buildArgs: build.buildArgs.map(({ name, value }) => ({ name, value: value && fill(value) })),
      labels,
      annotations: [...derived, ...annotations],
      sourceDateEpoch,
    },
  };
}

/** True for a text about the project, which the Dockerfile may know better than the repository. */
function keepsText(name: string, labelled: readonly string[]): boolean {
  return /\.(description|licenses|title|url)$/.test(name) && labelled.includes(name);
}

function epochOf({ sourceDateEpoch }: BuildRequest, { committed }: Provenance): BuildRequest['sourceDateEpoch'] {
  if (sourceDateEpoch?.kind !== 'commit') return sourceDateEpoch;
  if (committed !== undefined) return { kind: 'seconds', seconds: Math.floor(committed.getTime() / 1000) };
  const message = "commit, and the commit's time is not known";
  const hint = 'check the commit out in an earlier step (actions/checkout), or write the seconds since 1970';
  throw new InputError([{ input: 'source-date-epoch', message, hint }]);
}

/** Time of the build. SOURCE_DATE_EPOCH replaces it in the image too, as build argument or as variable of the step. */
function createdOf(
  { sourceDateEpoch, buildArgs }: BuildRequest,
  { provenance, env }: Pick<Description, 'provenance' | 'env'>,
): Date | undefined {
  if (sourceDateEpoch?.kind === 'seconds') return new Date(sourceDateEpoch.seconds * 1000);
  const argument = buildArgs.findLast(({ name }) => name === EPOCH)?.value;
  const text = argument ?? env[EPOCH] ?? '';
  return /^\d{1,11}$/.test(text) ? new Date(Number(text) * 1000) : provenance.created;
}

const EPOCH = 'SOURCE_DATE_EPOCH';

/**
 * Throws if annotations are meant for an index and the build has no index: BuildKit refuses them after the whole build.
 * https://docs.docker.com/build/metadata/annotations/#specify-annotation-level
 */
export function refuseIndexAnnotations({ annotations }: BuildRequest): void {
  const message = 'needs an index, but an image of one platform without attestations has no index';
  const hint = 'leave out the level index, or let provenance be attested';
  const problems = annotations.flatMap((text, item) =>
    isForIndex(text) ? [{ input: 'annotations', item, message, hint }] : [],
  );
  if (problems.length > 0) throw new InputError(problems);
}

/** Whether an index comes out: several platforms, or an image with its attestations, need one. */
export function hasIndex(
  { provenance, sbom, attests }: BuildRequest,
  platforms: number,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (platforms > 1) return true;
  const given = (type: string, value: string | undefined) => [
    ...(value === undefined ? [] : [value !== 'false' && !/(^|,)disabled=true(,|$)/.test(value)]),
    ...attests.filter((text) => text.includes(`type=${type}`)).map((text) => !text.includes('disabled=true')),
  ];
  return (given('provenance', provenance).at(-1) ?? attestsByDefault(env)) || (given('sbom', sbom).at(-1) ?? false);
}

function pairs(values: Readonly<Record<string, string>>): readonly NamedValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
