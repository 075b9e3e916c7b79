import type { Commit } from '../clients/git/commit.ts';
import { InputError } from '../inputs/problems.ts';
import type { Naming, Provenance } from '../model/naming.ts';
import { PART_ANNOTATIONS } from '../model/naming.ts';
import type { Delivery } from '../model/plan.ts';
import type { BuildRequest, NamedValue, Request } from '../model/request.ts';
import { describeImage, describeIndex, expandPlaceholders, withOwn } from '../tags/describe.ts';
import type { JobEvent } from '../tags/event.ts';
import { attestsByDefault } from './provenance.ts';

export interface Description {
  readonly naming: Naming;
  readonly provenance: Provenance;
  readonly kind: Delivery['kind'];
  /** Whether an index comes out, which alone can carry annotations of an index. */
  readonly indexed: boolean;
  /** GITHUB_RUN_ID; empty where it is not known. */
  readonly run: string;
  /** The key of the image's parts. */
  readonly part: string;
}

/** Source of the build: the checked-out commit, or the event's commit if there is no checkout. */
export function provenanceOf({ version }: Naming, event: JobEvent, commit: Commit | undefined): Provenance {
  const { repository, sha } = event;
  if (commit !== undefined) return { version, revision: commit.revision, created: commit.date, repository };
  const told = event.commitDate.getTime() !== event.now.getTime();
  return { version, revision: sha, created: told ? event.commitDate : undefined, repository };
}

const PLACEHOLDER = /\{\{\s*(version|revision|created)\s*\}\}/;

/** Whether anything in the request depends on the commit. */
export function needsCommit({ build, result }: Request, { isNamed: told }: Naming): boolean {
  const texts = [...build.buildArgs, ...build.labels].map(({ value }) => value ?? '');
  return (
    told ||
    result.pushByDigest ||
    build.sourceDateEpoch?.kind === 'commit' ||
    [...texts, ...build.annotations].some((text) => PLACEHOLDER.test(text))
  );
}

/**
 * Fills placeholders in, and adds labels and annotations of the index which the user has not given. Labels are added
 * where tags are derived or a version is given, and to parts, by which `merge` knows the commit.
 */
export function describeRequest(request: Request, description: Description): Request {
  const { naming, provenance, kind, indexed } = description;
  const { build, result } = request;
  const fill = (text: string) => expandPlaceholders(text, provenance);
  const filled = ({ name, value }: NamedValue) => ({ name, value: fill(value) });
  const own = build.labels.map(filled);
  const annotations = build.annotations.map(fill);
  const told = naming.isNamed || result.pushByDigest;
  const goesOut = kind === 'publish' || kind === 'parts';
  return {
    ...request,
    build: {
      ...build,
      buildArgs: build.buildArgs.map(({ name, value }) => ({ name, value: value && fill(value) })),
      labels: told ? pairs(withOwn(describeImage(provenance), own)) : own,
      annotations: [...(told && goesOut && indexed ? indexAnnotations(request, description) : []), ...annotations],
      sourceDateEpoch: epochOf(build, provenance),
    },
  };
}

function indexAnnotations(request: Request, { naming, provenance, kind, run, part }: Description): readonly string[] {
  const ofPart = { ...(run === '' ? {} : { [PART_ANNOTATIONS.run]: run }), [PART_ANNOTATIONS.part]: part };
  const all = { ...describeIndex(provenance, naming.release), ...(kind === 'parts' ? ofPart : {}) };
  return pairs(all)
    .filter(({ name }) => !request.build.annotations.some((text) => annotatesIndex(text, name)))
    .map(({ name, value }) => `index:${name}=${value}`);
}

/** Whether `index,manifest:key=value` annotates an index with this key. */
function annotatesIndex(text: string, name: string): boolean {
  const [key = ''] = text.split('=', 1);
  return (
    key.endsWith(`:${name}`) &&
    key
      .slice(0, -name.length - 1)
      .split(',')
      .some((level) => /^index(\[|$)/.test(level))
  );
}

function epochOf({ sourceDateEpoch }: BuildRequest, { created }: Provenance): BuildRequest['sourceDateEpoch'] {
  if (sourceDateEpoch?.kind !== 'commit') return sourceDateEpoch;
  if (created !== undefined) return { kind: 'seconds', seconds: Math.floor(created.getTime() / 1000) };
  const message = "commit, and the commit's time is not known";
  const hint = 'check the commit out in an earlier step (actions/checkout), or write the seconds since 1970';
  throw new InputError([{ input: 'source-date-epoch', message, hint }]);
}

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

export function isForIndex(text: string): boolean {
  const [, levels = ''] = /^([^=:]+):/.exec(text) ?? [];
  return levels.split(',').some((level) => /^index(-descriptor)?(\[|$)/.test(level));
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
