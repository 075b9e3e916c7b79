import { type BuildLog, cachedPercent, countCached } from '../buildkit/build-log.ts';
import type { Metadata } from '../buildkit/metadata.ts';
import type { CacheOutcome } from '../cache/caches.ts';
import { describeEngine, type EngineInfo } from '../clients/docker/answers.ts';
import type { Digest } from '../model/digest.ts';
import type { Image, PlatformImage } from '../model/image.ts';
import { type BuilderPlan, type CachePlan, isEmulated, type Plan, type PlatformPlan } from '../model/plan.ts';
import { formatPlatform, samePlatform } from '../model/platform.ts';
import { type TaggedReference, taggedReferences } from '../model/reference.ts';
import type { PhaseTime, PlatformReport, Report, Result, TimedStep } from '../model/report.ts';
import { materialsInMetadata, type PreviousImage } from '../publish/previous-image.ts';
import { compareImages } from './changes.ts';
import { secondsOf, timedSteps } from './timed-steps.ts';

/** The result of a successful run. */
export interface Facts {
  readonly plan: Plan;
  readonly builder: string;
  readonly log: BuildLog;
  /** The image as reported by buildx, if one image was built. */
  readonly digest: Digest | undefined;
  /** `undefined`: buildx has not come to its end. */
  readonly metadata: Metadata | undefined;
  readonly image: Image | undefined;
  /** The published tags. Undefined if the image was not published or all planned tags were. */
  readonly tags: readonly TaggedReference[] | undefined;
  readonly previous: Report['previous'];
  /** The image that a tag held before. */
  readonly previousImage: PreviousImage | undefined;
  /** The text that `call` printed. */
  readonly answer: string;
  /** The result of the cache. Undefined if it is still being written. */
  readonly cache: CacheOutcome | undefined;
  readonly seconds: number;
  readonly phases: readonly PhaseTime[];
  /** Version of Docker Engine and the kind of its image store. Undefined without an engine. */
  readonly engine: Pick<EngineInfo, 'version' | 'containerdStore'> | undefined;
  readonly source: string | undefined;
  readonly notices: readonly string[];
}

export function composeReport(facts: Facts): Report {
  const { plan, builder, log, digest, metadata, image, tags, previous, answer, cache, seconds, notices } = facts;
  const { phases, source } = facts;
  const { delivery } = plan;
  const steps = timedSteps(log, (name) => isEmulated(plan, name) ?? false);
  const tagged = delivery.kind === 'publish' || delivery.load;
  const pushed = delivery.kind === 'publish' || delivery.kind === 'parts';
  return {
    result: resultOf(plan, answer),
    title: titleOf(plan),
    digest: image?.digest ?? digest,
    repositories: pushed ? delivery.targets.map(({ repository }) => repository) : [],
    tags: tags ?? (tagged ? taggedReferences(delivery.targets) : []),
    previous,
    version: plan.naming.version,
    labels: plan.request.build.labels,
    annotations: plan.request.build.annotations,
    imageId: metadata?.configDigest ?? metadata?.digest,
    platforms: plan.platforms.map((platform) => platformReport(platform, image, log, steps)),
    builder,
    driver: driverOf(plan.builder),
    driverReason: plan.builder.reason,
    tools: toolsOf(plan, facts.engine),
    cacheHit: cachedPercent(log),
    cache: cache === undefined ? undefined : describeCache(plan.cache, log, cache),
    ...{ seconds, phases, source, notices },
    steps,
    changes:
      image === undefined || facts.previousImage === undefined
        ? undefined
        : compareImages(image, facts.previousImage, materialsInMetadata(metadata?.json ?? {})),
    metadata: metadata === undefined ? {} : withoutEvent(metadata.json),
  };
}

function describeCache(
  { from, folders, inline, place, reason }: CachePlan,
  { steps }: BuildLog,
  outcome: CacheOutcome,
): string | undefined {
  if (place === undefined) return undefined;
  const wasRead = steps.some(({ kind, error }) => kind === 'cache-import' && error === undefined);
  const asked = from.length > 0 || folders.length > 0;
  const read = wasRead ? 'read' : asked ? 'nothing to read yet' : 'not read';
  const written = {
    written: `written (${reason})`,
    current: 'has all of this build already',
    failed: 'could not be written',
    none: inline ? `written (${reason})` : `not written (${reason})`,
  };
  return `${place}: ${read}, ${written[outcome]}`;
}

function platformReport(
  { platform, execution }: PlatformPlan,
  image: Image | undefined,
  log: BuildLog,
  steps: readonly TimedStep[],
): PlatformReport {
  const built: PlatformImage | undefined = image?.platforms.find((other) => samePlatform(platform, other.platform));
  const name = formatPlatform(platform);
  const { cached, total } = countCached(log, name);
  return {
    platform,
    digest: built?.digest,
    size: built?.size,
    execution,
    seconds: secondsOf(steps.filter((step) => step.platform === name)),
    steps: total === 0 ? undefined : { cached, total },
    origin: undefined,
    attestation: image?.attestations.find(({ of }) => of === built?.digest)?.digest,
  };
}

function resultOf({ delivery, request }: Plan, answer: string): Result {
  switch (delivery.kind) {
    case 'publish':
      return { kind: 'published' };
    case 'parts':
      return { kind: 'pushed-by-digest' };
    case 'verify':
      return { kind: delivery.load ? 'loaded' : 'built' };
    case 'files':
      return writtenTo(delivery.files);
    case 'call':
      return { kind: 'called', call: request.build.call ?? '', text: answer };
  }
}

function writtenTo(files: Plan['delivery']['files']): Result {
  const written = files.filter(({ type }) => type !== 'cacheonly');
  if (written.length === 0) return { kind: 'built' };
  return { kind: 'written', destinations: written.map(({ type, attributes }) => attributes.dest ?? type) };
}

/** Versions that are known without a question. */
export function toolsOf(
  { builder, request }: Pick<Plan, 'builder' | 'request'>,
  engine: Facts['engine'],
): readonly string[] {
  const { buildxVersion } = request.setup;
  return [
    ...(engine === undefined || builder.kind !== 'engine' ? [] : [describeEngine(engine)]),
    ...(buildxVersion === undefined ? [] : [`buildx ${buildxVersion}`]),
  ];
}

/** The image's name, or the context without a repository. */
export function titleOf({ delivery, request: { build } }: Pick<Plan, 'delivery' | 'request'>): string {
  const [first] = delivery.targets;
  if (first !== undefined) return first.repository.name;
  return build.context.kind === 'git' ? build.context.url : (build.context.path.split('/').at(-1) ?? '');
}

export function driverOf(builder: BuilderPlan): string {
  return builder.kind === 'engine' ? 'docker' : builder.driver;
}

/** buildx writes the event that started the workflow into the provenance it reports: commit messages, addresses and all. */
function withoutEvent(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withoutEvent);
  if (typeof json !== 'object' || json === null) return json;
  const kept = Object.entries(json).filter(([name]) => !name.startsWith('github_event'));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutEvent(value)]));
}
