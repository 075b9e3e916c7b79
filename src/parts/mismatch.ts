import { ActionError } from '../model/errors.ts';
import { PART_ANNOTATIONS } from '../model/naming.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { describeRefused, type RefusedRecord } from './accept.ts';
import { type Part, platformsOf } from './part.ts';
import type { RunOfJob } from './record.ts';

/** The merge job. */
export interface MergingJob extends RunOfJob {
  /** Empty if it is not known. */
  readonly commit: string;
}

/**
 * Throws unless the parts form one image: each requested platform once, each part as expected, all of one commit, and
 * no part of an earlier run.
 * @param refused records that may belong to missing parts.
 */
export function refuseMismatch(
  parts: readonly Part[],
  platforms: readonly Platform[],
  job: MergingJob,
  refused: readonly RefusedRecord[] = [],
): void {
  const own = parts.flatMap((part) => [...annotationConflicts(part, job), ...staleParts(part, job)]);
  const problems = [
    ...parts.flatMap(unexpectedContent),
    ...platformProblems(parts, platforms, refused),
    ...mixedParts(parts),
    ...own,
  ];
  if (problems.length === 0) return;
  throw new ActionError(`the parts are not one image: ${problems.join('; ')}`, {
    hint: 'No tag was updated. Check that `platforms` names the platforms that the matrix jobs build, that this job needs all of them, and that no job was skipped. A part that is missing from `digests` may be an output that the runner dropped because it holds a masked value.',
    diagnosis: 'lost-part',
  });
}

/** Differences between a part and its expected platforms and digests. */
function unexpectedContent(part: Part): readonly string[] {
  const { reference, images, top } = part;
  const { origin, platforms } = reference;
  if (platforms === undefined) return [];
  const found = images.map(({ platform }) => formatPlatform(platform));
  const known = [...platforms.values()].every((digest) => digest !== undefined);
  const extra = found.filter((name) => !platforms.has(name));
  const missing = [...platforms.keys()].filter((name) => !found.includes(name));
  const changed = images.filter(({ platform, descriptor }) => {
    const recorded = platforms.get(formatPlatform(platform));
    return recorded !== undefined && recorded !== descriptor.digest;
  });
  return [
    ...(missing.length > 0 ? [`${origin} is ${platformsOf(part)}, and it is expected for ${missing.join(', ')}`] : []),
    ...(missing.length === 0 && extra.length > 0
      ? [
          `${origin} has ${extra.join(', ')} too${known ? '' : `: ${top.digest} is an index of ${images.length} images`}`,
        ]
      : []),
    ...changed.map(({ platform }) => `${origin} has another digest for ${formatPlatform(platform)} than was recorded`),
  ];
}

/** Differences between the annotations of a part and its record, or the requested key. */
function annotationConflicts({ reference, annotations }: Part, { run }: MergingJob): readonly string[] {
  const { origin, key, record } = reference;
  const { [PART_ANNOTATIONS.part]: ownKey, [PART_ANNOTATIONS.run]: ownRun } = annotations;
  const source = record === undefined ? origin : `${origin} (${record.artifact})`;
  return [
    ...(key !== undefined && ownKey !== undefined && ownKey !== key
      ? [`${source} is a part of ${ownKey} by its annotations, not of ${key}`]
      : []),
    ...(record !== undefined && ownRun !== undefined && ownRun !== run
      ? [`${source} was pushed by the run ${ownRun} by its annotations, not by this run ${run || '(not known)'}`]
      : []),
  ];
}

/** Reports a tag with a part of an earlier run. Such a part is accepted if its commit is the same. */
function staleParts({ reference, annotations, version }: Part, { run, commit }: MergingJob): readonly string[] {
  if (!reference.mustNameRun || (run === '' && commit === '')) return [];
  const own = annotations[PART_ANNOTATIONS.run];
  if ((run !== '' && own === run) || (commit !== '' && version.revision === commit)) return [];
  return [
    `${reference.origin} is of ${version.revision ?? 'an unknown commit'}${own === undefined ? '' : `, left by the run ${own}`}`,
  ];
}

/** Platforms that are missing, not requested, or duplicated. */
function platformProblems(
  parts: readonly Part[],
  platforms: readonly Platform[],
  refused: readonly RefusedRecord[],
): readonly string[] {
  const requested = platforms.map(formatPlatform);
  const found = parts.flatMap((part) =>
    part.images.map(({ platform }) => ({ name: formatPlatform(platform), origin: part.reference.origin })),
  );
  const names = found.map(({ name }) => name);
  const missing = requested.filter((name) => !names.includes(name));
  const extra = found.filter(({ name }) => !requested.includes(name));
  const repeated = [...new Set(names)].filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  return [
    ...(missing.length > 0 ? [`${missing.join(', ')} is missing${describeRefused(refused)}`] : []),
    ...extra.map(({ name, origin }) => `${name} is not requested (${origin})`),
    ...repeated.map((name) => {
      const origins = found.filter((entry) => entry.name === name).map(({ origin }) => origin);
      return `${name} exists ${origins.length} times (${[...new Set(origins)].join('; ')})`;
    }),
  ];
}

/** Reports parts of several commits or images, or of several runs if only the parts themselves name their run. */
function mixedParts(parts: readonly Part[]): readonly string[] {
  const differing = (what: string, read: (part: Part) => string | undefined) => {
    const values = parts.flatMap((part) => {
      const value = read(part);
      return value ? [{ value, origin: part.reference.origin }] : [];
    });
    if (new Set(values.map(({ value }) => value)).size < 2) return [];
    return [`they are of several ${what}: ${values.map(({ value, origin }) => `${value} (${origin})`).join(', ')}`];
  };
  const commits = differing('commits', ({ reference, version }) => reference.commit || version.revision);
  return [
    ...commits,
    // the commit in a record can differ from the label of the image
    ...(commits.length > 0 ? [] : differing('commits, by their own labels', ({ version }) => version.revision)),
    ...differing('images, by their part key', ({ annotations }) => annotations[PART_ANNOTATIONS.part]),
    ...differing('runs', ({ reference, annotations }) =>
      reference.mustNameRun ? annotations[PART_ANNOTATIONS.run] : undefined,
    ),
  ];
}
