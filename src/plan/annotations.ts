import { parseAnnotation } from '../inputs/annotation.ts';
import { parseGoBoolean } from '../inputs/attributes.ts';
import { type Naming, PART_ANNOTATIONS } from '../model/naming.ts';
import type { Delivery } from '../model/plan.ts';
import type { AnnotationLevel, NamedValue } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { annotationsOf, releaseAnnotation } from '../tags/describe.ts';

interface Described {
  /** Labels of the image, derived and given. */
  readonly labels: readonly NamedValue[];
  /** Annotations that the user gives, as buildx takes them. */
  readonly annotations: readonly string[];
  /** Undefined for the default: the index of an image that is published. */
  readonly levels: readonly AnnotationLevel[] | undefined;
}

interface Annotated {
  readonly naming: Pick<Naming, 'release'>;
  readonly delivery: Pick<Delivery, 'kind' | 'files' | 'imageAttributes'>;
  /** Whether an index comes out, which alone can carry annotations of an index. */
  readonly indexed: boolean;
  /** Number of platforms. */
  readonly count: number;
  /** GITHUB_RUN_ID; empty if it is not known. */
  readonly run: string;
  /** The key of the image's parts. */
  readonly part: string;
}

/**
 * Derives annotations from the labels of an image, so that both say the same. An annotation of the user replaces the derived
 * one at its level.
 */
export function deriveAnnotations(
  { labels, annotations, levels }: Described,
  { naming, delivery, indexed, count, run, part }: Annotated,
): readonly string[] {
  const { kind, files, imageAttributes } = delivery;
  const isPublished = kind === 'publish' || kind === 'parts';
  const archives = files.filter(({ type }) => type === 'oci' || type === 'docker');
  // BuildKit annotates only manifests of Docker's media types
  const isOci = [imageAttributes, ...archives.map(({ attributes }) => attributes)].every(
    (attributes) => parseGoBoolean(attributes['oci-mediatypes'] ?? '') !== false,
  );
  // an archive of one platform leaves out the default attestation, and so the index
  const hasIndex = isOci && indexed && (count > 1 || (isPublished && archives.length === 0));
  const wanted: readonly AnnotationLevel[] = levels ?? (isPublished ? ['index'] : []);
  const texts = annotationsOf(labels);
  const ofIndex =
    isPublished && hasIndex
      ? {
          ...releaseAnnotation(texts, naming.release),
          ...(kind === 'parts' && run !== '' ? { [PART_ANNOTATIONS.run]: run } : {}),
          ...(kind === 'parts' ? { [PART_ANNOTATIONS.part]: part } : {}),
        }
      : {};
  const all = [
    ...wanted
      .filter((level) => level === 'manifest' || (isIndexLevel(level) ? hasIndex : isOci))
      .flatMap((level) => Object.entries(texts).map(([name, value]) => ({ level, name, value }))),
    ...Object.entries(ofIndex).map(([name, value]) => ({ level: 'index', name, value })),
  ];
  const own = annotations.flatMap(placesOf);
  return all
    .filter(({ level, name }) => !own.some((given) => given.level === level && given.name === name))
    .map(({ level, name, value }) => `${level}:${name}=${value}`);
}

/** The levels of an annotation. One for a single platform leaves the other platforms to the derived annotation. */
function placesOf(text: string): readonly { readonly level: string; readonly name: string }[] {
  const annotation = parseAnnotation(text);
  if (annotation instanceof Wrong) return [];
  const { levels, name } = annotation;
  return (levels.length === 0 ? ['manifest'] : levels).map((level) => ({ level, name }));
}

/** Whether an annotation, as buildx takes it, is for an index. */
export function isForIndex(text: string): boolean {
  const [, levels = ''] = /^([^=:]+):/.exec(text) ?? [];
  return levels.split(',').some(isIndexLevel);
}

function isIndexLevel(level: string): boolean {
  return /^index(-descriptor)?(\[|$)/.test(level);
}
