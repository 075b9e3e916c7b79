import { firstOf, formatProblem, InputError, type Problem } from '../inputs/problems.ts';
import type { Naming } from '../model/naming.ts';
import type { HandedRelease, Release } from '../model/release.ts';
import type { ImageRequest, TagSpec } from '../model/request.ts';
import type { JobEvent } from './event.ts';
import { sanitize } from './name.ts';
import { checkRules, resolveTags, type Tagging } from './resolve.ts';

/**
 * Evaluates the rules of `tags`.
 * @param handed data from `plan` on tags that it wrote and that are given here.
 * @throws InputError with every problem of the rules
 */
export async function nameImage(
  { tags: specs, flavor, version }: ImageRequest,
  event: JobEvent,
  handed?: HandedRelease,
): Promise<Naming> {
  const { rules, at } = rulesOf(specs);
  const asked = specs.some(({ kind }) => kind === 'rule' || kind === 'auto');
  const tagging = await resolveTags({ rules, flavor, version, event });
  if (tagging.kind === 'problems') throw new InputError(tagging.problems.map(at));
  const byRef = asked || version !== undefined ? tagging : await fromRef(event);
  const release = handed ?? tagging.release ?? byRef.release;
  const floats = (tag: string) => handed?.floating.includes(tag) ?? false;
  return {
    tags: tagging.tags.map((tag) => ({
      name: tag.name,
      derived: tag.derived || floats(tag.name),
      fullVersion: isFull(tag.name, release),
    })),
    references: specs.flatMap((spec) =>
      spec.kind === 'reference'
        ? [{ ...spec.reference, derived: floats(spec.reference.tag), fullVersion: isFull(spec.reference.tag, release) }]
        : [],
    ),
    version: byRef.version,
    release,
    isNamed: asked || version !== undefined,
    reasons: firstOf(
      tagging.reasons.map((reason) => formatProblem(at(reason))),
      (more) => `and ${more} more`,
    ),
    notices:
      rules.length === 0
        ? []
        : firstOf(
            tagging.notices.map((notice) => formatProblem(at(notice))),
            andMore,
          ),
  };
}

/** Problems of the rules of `tags` and of `flavor`, if a part of `flavor` or `version` is invalid. */
export async function checkNames({ tags, flavor }: ImageRequest, event: JobEvent): Promise<readonly Problem[]> {
  const { rules, at } = rulesOf(tags);
  return (await checkRules({ rules, flavor, event })).map(at);
}

/** The rules among items of `tags`. `at` turns the place of a problem into its place among these items. */
function rulesOf(specs: readonly TagSpec[]): {
  readonly rules: readonly string[];
  readonly at: (problem: Problem) => Problem;
} {
  const places = specs.flatMap(({ kind }, item) => (kind === 'reference' ? [] : [item]));
  return {
    rules: specs.flatMap((spec) => (spec.kind === 'reference' ? [] : [lineOf(spec)])),
    at: (problem) =>
      problem.item === undefined || problem.input !== 'tags' ? problem : { ...problem, item: places[problem.item] },
  };
}

function andMore(more: number): string {
  return `tags: ${more} more notices`;
}

function lineOf(spec: Exclude<TagSpec, { kind: 'reference' }>): string {
  switch (spec.kind) {
    case 'tag':
      return spec.tag;
    case 'rule':
      return spec.rule;
    case 'auto':
      return 'auto';
  }
}

function isFull(tag: string, release: Release | undefined): boolean {
  return release !== undefined && tag.includes(sanitize(release.version));
}

/** The version from the Git ref, if no rule gives one. */
async function fromRef(event: JobEvent): Promise<Pick<Extract<Tagging, { kind: 'tags' }>, 'version' | 'release'>> {
  const tagging = await resolveTags({ rules: ['auto'], flavor: [], version: undefined, event });
  return tagging.kind === 'tags' ? tagging : { version: '', release: undefined };
}
