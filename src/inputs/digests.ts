import { type Digest, isDigest } from '../model/digest.ts';
import { duplicateKey } from '../model/json-tokens.ts';
import { formatPlatform, type Platform, slugOf } from '../model/platform.ts';
import { parseRepository, type Repository, sameRepository, TAG, type TaggedReference } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_DIGESTS_CHARS } from '../runtime/limits.ts';
import { limitItems } from './limits.ts';
import { hintFor } from './nearest.ts';
import { parsePlatform } from './platform.ts';
import { quote } from './problems.ts';

/** The input `digests` of `merge`. */
export interface GivenDigests {
  /** By platform, `linux/arm64`: an image, or an index around it. */
  readonly platforms: ReadonlyMap<string, GivenImage>;
  /** A part or an image as a whole: the output `digest` or `image`. */
  readonly whole: GivenImage | undefined;
}

type GivenImage = GivenDigest | TaggedReference;

export interface GivenDigest {
  readonly digest: Digest;
  /** `undefined`: in one of `images`. */
  readonly repository: Repository | undefined;
}

/** Outputs of this action that are not digests. They are ignored, so that `digests` can be all outputs of a job. */
const OTHERS =
  'images tags version platforms attestations imageid metadata builder driver cache-hit json matrix rows'.split(' ');

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs */
const MASKED = 'the runner drops an output that holds a masked value: see that no secret is a part of it';

/**
 * Reads `digests`: JSON from platforms, or from a job's outputs as `toJSON(needs.build.outputs)` gives them, to digests
 * or references; or one digest or reference by itself. A reference has a digest or a tag.
 * @returns the digests, or every problem there is.
 */
export function parseDigests(text: string, asked: readonly Platform[]): GivenDigests | readonly Wrong[] {
  if (text.length > MAX_DIGESTS_CHARS)
    return [new Wrong(`JSON of ${text.length} characters`, `shorten it to ${MAX_DIGESTS_CHARS}`)];
  const alone = parseReference(text);
  if (!(alone instanceof Wrong)) return { platforms: new Map(), whole: alone };
  const json = parseJson(text);
  if (json instanceof Wrong) return [json];
  const all = entriesOf(json);
  const entries = all instanceof Wrong ? all : limitItems('digests', all);
  if (entries instanceof Wrong) return [entries];
  return readEntries(entries, asked);
}

/** The platforms that are missing in `digests` or too many. A whole image by itself names no platforms. */
export function comparePlatforms({ platforms }: GivenDigests, asked: readonly Platform[]): readonly Wrong[] {
  if (platforms.size === 0) return [];
  const names = asked.map(formatPlatform);
  const missing = names.filter((name) => !platforms.has(name));
  const extra = [...platforms.keys()].filter((name) => !names.includes(name));
  return [
    ...(missing.length > 0
      ? [new Wrong(`${missing.join(', ')} is missing`, `add it, or leave it out of platforms; ${MASKED}`)]
      : []),
    ...(extra.length > 0
      ? [new Wrong(`${extra.join(', ')} was not asked for`, 'add it to platforms, or leave it out')]
      : []),
  ];
}

function readEntries(
  entries: readonly (readonly [string, unknown])[],
  asked: readonly Platform[],
): GivenDigests | readonly Wrong[] {
  const problems: Wrong[] = [];
  const platforms = new Map<string, GivenImage>();
  let whole: GivenImage | undefined;
  for (const [name, value] of entries) {
    if (value === '' || value === null || OTHERS.includes(name)) continue;
    const isWhole = name === 'digest' || name === 'image';
    const platform = isWhole ? undefined : platformOf(name, asked);
    if (platform instanceof Wrong) {
      // a job may have outputs of its own, with names without a slash
      if (name.includes('/') || typeof value !== 'string' || isDigested(value)) problems.push(platform);
      continue;
    }
    const reference = typeof value === 'string' ? parseReference(value) : NOT_ONE;
    if (reference instanceof Wrong) {
      problems.push(new Wrong(`${name}: ${reference.message}`, reference.hint));
      continue;
    }
    const before = platform === undefined ? whole : platforms.get(formatPlatform(platform));
    if (before !== undefined && !sameImage(before, reference)) {
      const what = platform === undefined ? 'the whole' : formatPlatform(platform);
      problems.push(new Wrong(`${name}: a second digest of ${what}`, 'leave one of them out'));
      continue;
    }
    const merged = isTag(reference)
      ? reference
      : { ...reference, repository: reference.repository ?? before?.repository };
    if (platform === undefined) whole = merged;
    else platforms.set(formatPlatform(platform), merged);
  }
  if (problems.length > 0) return problems;
  return platforms.size === 0 && whole === undefined ? [new Wrong('no digest in it', MASKED)] : { platforms, whole };
}

const NOT_ONE = new Wrong('must be a digest or a tag', 'write sha256:…, repository@sha256:… or repository:tag');

/** True for an image that is named by a tag. */
export function isTag(image: GivenImage): image is TaggedReference {
  return 'tag' in image;
}

function sameImage(a: GivenImage, b: GivenImage): boolean {
  if (isTag(a) && isTag(b)) return a.tag === b.tag && sameRepository(a.repository, b.repository);
  return !isTag(a) && !isTag(b) && a.digest === b.digest;
}

function isDigested(text: string): boolean {
  return isDigest(text.slice(text.lastIndexOf('@') + 1)) && !(parseReference(text) instanceof Wrong);
}

function parseReference(text: string): GivenImage | Wrong {
  const at = text.lastIndexOf('@');
  const digest = text.slice(at + 1);
  if (!isDigest(digest)) {
    return (
      (at < 0 ? parseTagged(text) : undefined) ?? new Wrong(`${NOT_ONE.message}, got ${quote(text)}`, NOT_ONE.hint)
    );
  }
  if (at < 0) return { digest, repository: undefined };
  // a tag next to a digest adds no information
  const repository = parseRepository(text.slice(0, at).replace(/:[\w.-]+$/, ''));
  return repository instanceof Wrong ? new Wrong(`${repository.message}, got ${quote(text)}`) : { digest, repository };
}

/** `ghcr.io/acme/app:1.2`. Undefined without a tag, and for a digest that is cut off, such as `sha256:0`. */
function parseTagged(text: string): TaggedReference | undefined {
  const colon = text.lastIndexOf(':');
  const [name, tag] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  if (!TAG.test(tag) || /^sha\d+$/i.test(name)) return undefined;
  const repository = parseRepository(name);
  return repository instanceof Wrong ? undefined : { repository, tag };
}

/** The entries, those of the output `digests` in place of itself. */
function entriesOf({ digests, ...others }: Readonly<Record<string, unknown>>): [string, unknown][] | Wrong {
  const inner = typeof digests === 'string' && digests !== '' ? parseJson(digests) : digests;
  if (inner instanceof Wrong) return new Wrong(`digests: ${inner.message}`, inner.hint);
  return [...Object.entries(inner ?? {}), ...Object.entries(others)];
}

/** A platform under its own name or an output's: `linux/arm/v7`, `digest-linux-arm-v7`. */
function platformOf(name: string, asked: readonly Platform[]): Platform | Wrong {
  const slug = name.replace(/^digest-/, '');
  const known = asked.find((platform) => slugOf(platform) === slug);
  if (known !== undefined) return known;
  const platform = parsePlatform(name.startsWith('digest-') ? slug.replaceAll('-', '/') : name);
  if (!(platform instanceof Wrong)) return platform;
  return new Wrong(`unknown platform ${quote(name)}`, hintFor(name, [...asked.map(formatPlatform), 'digest']));
}

function parseJson(text: string): Readonly<Record<string, unknown>> | Wrong {
  const value = tryJson(text) as Readonly<Record<string, unknown>> | null | undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value === null
      ? new Wrong('no digest in it', MASKED)
      : new Wrong(
          `must be a JSON object, got ${quote(text)}`,
          'write toJSON(needs.build.outputs), or {"linux/amd64":"sha256:…"}',
        );
  }
  const twice = duplicateKey(text);
  return twice === undefined ? value : new Wrong(`the key ${quote(twice)} twice`, 'leave one of them out');
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
