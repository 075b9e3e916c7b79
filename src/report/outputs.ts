import { isDigest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { formatPlatform, slugOf } from '../model/platform.ts';
import { formatDigested, formatTagged } from '../model/reference.ts';
import type { Report } from '../model/report.ts';
import { annotationLines, labelLines, labelsByKey } from './described.ts';

/** An output's name and its value. The value is empty if it does not exist for this run. */
export type Output = readonly [name: string, value: string];

const SHA256 = 'sha256:[0-9a-f]{64}';
const NAME = '[^\\s@,]+';

const ONE_LINE = /^[^\r\n]*$/;
const DIGEST = new RegExp(`^(${SHA256})?$`);
const LINES = (line: string) => new RegExp(`^(${line}(\\n${line})*)?$`);

type Shape = RegExp | ((value: unknown) => boolean);

const TAG_NAME = '[A-Za-z0-9_][A-Za-z0-9_.-]*';
// a value in quotes may have several lines
const LABELS = /^([^=]+=[\s\S]*)?$/;
const ANNOTATIONS = /^([^:]+:[\s\S]+)?$/;

/** Every output of action.yml and the shape of its values. */
const SHAPES: Readonly<Record<string, Shape>> = {
  digest: DIGEST,
  digests: isDigests,
  image: new RegExp(`^(${NAME}@${SHA256})?$`),
  images: LINES(`${NAME}@${SHA256}`),
  tags: LINES(`${NAME}:[A-Za-z0-9_][A-Za-z0-9_.-]*`),
  'tag-names': LINES(TAG_NAME),
  version: ONE_LINE,
  labels: LABELS,
  annotations: ANNOTATIONS,
  platforms: /^([a-z0-9]+(\/[a-z0-9._-]+)+(,|$))*$/,
  attestations: isDigests,
  imageid: DIGEST,
  metadata: () => true,
  builder: ONE_LINE,
  driver: /^[\w.-]+$/,
  'cache-hit': /^(\d\d?|100)?$/,
  json: () => true,
};

/** The same of plan/action.yml. */
const PLAN_SHAPES: typeof SHAPES = {
  plan: (value) => Object.hasOwn(value as object, 'images') || Object.hasOwn(value as object, 'variants'),
  variants: /^(\["[^\r\n]+"\])?$/,
  matrix: (value) => Array.isArray((value as { include?: unknown } | null)?.include),
  rows: Array.isArray,
  platforms: /^[a-z0-9]+(\/[a-z0-9._-]+)+(,[a-z0-9]+(\/[a-z0-9._-]+)+)*$/,
  tags: LINES(`(${NAME}:)?[A-Za-z0-9_][A-Za-z0-9_.-]*`),
  'tag-names': LINES(TAG_NAME),
  version: ONE_LINE,
  labels: LABELS,
  annotations: ANNOTATIONS,
  release: /^(\{[^\r\n]*\})?$/,
};

const PLATFORM_DIGEST = /^digest-[a-z0-9]+(-[a-z0-9._]+)+$/;

/**
 * The outputs that action.yml declares by name. Outputs per platform, `digest-linux-arm-v7`, are added to these.
 * @internal
 */
export const OUTPUT_NAMES: readonly string[] = Object.keys(SHAPES);

/**
 * All outputs of a run, in the order of action.yml.
 */
export function outputsOf(report: Report): readonly Output[] {
  const { digest, repositories, platforms } = report;
  const images = digest === undefined ? [] : repositories.map((repository) => formatDigested(repository, digest));
  const tags = report.tags.map(formatTagged);
  const tagNames = [...new Set(report.tags.map(({ tag }) => tag))];
  const labels = labelsByKey(report.labels);
  const annotations = annotationLines(report.annotations);
  const names = platforms.map(({ platform }) => formatPlatform(platform));
  const known = platforms.filter((row) => row.digest !== undefined);
  const digests = Object.fromEntries(known.map((row) => [formatPlatform(row.platform), row.digest]));
  const attested = platforms.filter((row) => row.attestation !== undefined);
  const attestations = Object.fromEntries(attested.map((row) => [formatPlatform(row.platform), row.attestation]));
  const { version = '', imageId = '', builder, driver, cacheHit, metadata = {} } = report;
  const json = {
    digest: digest ?? '',
    digests,
    image: images[0] ?? '',
    images,
    tags,
    'tag-names': tagNames,
    version,
    ...(builder === undefined ? {} : { labels, annotations }),
    platforms: names,
    attestations,
    ...(builder === undefined ? {} : { imageid: imageId, metadata, builder, driver, 'cache-hit': cacheHit ?? null }),
  };
  const described: readonly Output[] =
    builder === undefined
      ? []
      : [
          ['labels', labelLines(report.labels).join('\n')],
          ['annotations', annotations.join('\n')],
        ];
  const built: readonly Output[] =
    builder === undefined
      ? []
      : [
          ['imageid', imageId],
          ['metadata', JSON.stringify(metadata, undefined, 2)],
          ['builder', builder],
          ['driver', driver ?? ''],
          ['cache-hit', cacheHit?.toString() ?? ''],
        ];
  return [
    ['digest', json.digest],
    ['digests', JSON.stringify(digests)],
    ...known.map(({ platform, digest: child }): Output => [`digest-${slugOf(platform)}`, child ?? '']),
    ['image', json.image],
    ['images', images.join('\n')],
    ['tags', tags.join('\n')],
    ['tag-names', tagNames.join('\n')],
    ['version', version],
    ...described,
    ['platforms', names.join(',')],
    ['attestations', JSON.stringify(attestations)],
    ...built,
    ['json', JSON.stringify(json)],
  ];
}

/**
 * The outputs of plan/action.yml, each checked against its shape.
 * @throws ActionError where a value has not the shape that is promised
 */
export function planOutputs(outputs: readonly Output[]): readonly Output[] {
  const bad = outputs.find(
    ([name, value]) => !fits(Object.hasOwn(PLAN_SHAPES, name) ? PLAN_SHAPES[name] : undefined, value),
  );
  if (bad !== undefined)
    throw new ActionError(`the output ${bad[0]} has not the form it should have: ${JSON.stringify(bad[1])}`);
  return outputs;
}

/** True if an output may be set: its name is declared, and the value has the documented form. */
export function hasShape(name: string, value: string): boolean {
  if (PLATFORM_DIGEST.test(name)) return isDigest(value);
  return fits(Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined, value);
}

function fits(shape: Shape | undefined, value: string): boolean {
  if (shape === undefined) return false;
  if (shape instanceof RegExp) return shape.test(value);
  try {
    return shape(JSON.parse(value));
  } catch {
    return false;
  }
}

function isDigests(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every(isDigest);
}
