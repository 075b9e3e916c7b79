import type { Origin, Provenance } from '../model/naming.ts';
import type { Release } from '../model/release.ts';
import type { NamedValue } from '../model/request.ts';

/** The facts that labels and annotations state. */
type Described = Omit<Provenance, 'committed'>;

/**
 * The keys of https://github.com/opencontainers/image-spec/blob/main/annotations.md which docker/metadata-action sets,
 * for labels and annotations alike. Unknown values are set to empty, so that the base image's description is not taken
 * for this image's.
 */
export function describeImage({ version, revision, created, repository }: Described): Readonly<Record<string, string>> {
  return {
    'org.opencontainers.image.created': created?.toISOString() ?? '',
    'org.opencontainers.image.description': repository.description,
    'org.opencontainers.image.licenses': repository.license,
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.source': repository.url,
    'org.opencontainers.image.title': repository.name,
    'org.opencontainers.image.url': repository.url,
    'org.opencontainers.image.version': version,
  };
}

/** @param labels the user's own, which may name another source. */
export function originOf(
  { repository, revision }: Pick<Provenance, 'repository' | 'revision'>,
  labels: readonly NamedValue[],
): Origin {
  const own = labels.flatMap(({ name, value }) => (name === 'org.opencontainers.image.source' ? [value] : []));
  return { sources: [repository.url, ...own].filter(Boolean), commit: revision };
}

/** Further version data of an index: the full release, if tags and labels call it something else. */
export const RELEASE_ANNOTATION = 'io.github.multiarch-build.release';

/**
 * The annotations of an index. Unknown values are left out: an index inherits no values that would have to be replaced.
 * @param labels of the images, which replace the description of the repository.
 */
export function describeIndex(
  provenance: Described,
  release: Pick<Release, 'version'> | undefined,
  labels: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const replaced = Object.entries(describeImage(provenance)).map(([name, value]) => [
    name,
    REPOSITORY.includes(name) ? (labels[name] ?? value) : value,
  ]);
  const known = withoutEmpty(Object.fromEntries(replaced));
  return { ...known, ...releaseAnnotation(known, release) };
}

/** The annotations that repeat labels of an image, without empty ones. */
export function annotationsOf(labels: readonly NamedValue[]): Readonly<Record<string, string>> {
  const repeated = labels.filter(({ name }) => DESCRIBED.includes(name));
  return withoutEmpty(Object.fromEntries(repeated.map(({ name, value }) => [name, value])));
}

/** @param annotations those that are derived; they may call the release something else. */
export function releaseAnnotation(
  annotations: Readonly<Record<string, string>>,
  release: Pick<Release, 'version'> | undefined,
): Readonly<Record<string, string>> {
  const isSame = release === undefined || release.version === annotations['org.opencontainers.image.version'];
  return isSame ? {} : { [RELEASE_ANNOTATION]: release.version };
}

function withoutEmpty(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

/** The keys that describe the repository. */
const REPOSITORY: readonly string[] = ['description', 'licenses', 'source', 'title', 'url'].map(
  (key) => `org.opencontainers.image.${key}`,
);

/** The keys that are derived. */
const DESCRIBED: readonly string[] = [
  ...REPOSITORY,
  ...['created', 'revision', 'version'].map((key) => `org.opencontainers.image.${key}`),
];

/** Puts the user's own labels or annotations over the derived ones, the last of a name counting. */
export function withOwn(
  described: Readonly<Record<string, string>>,
  own: readonly NamedValue[],
): Readonly<Record<string, string>> {
  const all = { ...described, ...Object.fromEntries(own.map(({ name, value }) => [name, value])) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b)));
}

/** Fills `{{version}}`, `{{revision}}` and `{{created}}`. Other braces are the text's own, as in a Go template. */
export function expandPlaceholders(
  text: string,
  { version, revision, created }: Pick<Provenance, 'version' | 'revision' | 'created'>,
): string {
  const values = { version, revision, created: created?.toISOString() ?? '' };
  return text.replace(/\{\{\s*(version|revision|created)\s*\}\}/g, (_, name: keyof typeof values) => values[name]);
}
