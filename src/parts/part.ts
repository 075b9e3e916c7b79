import type { RawManifest, Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { OCI_MANIFEST } from '../model/media-type.ts';
import type { Origin } from '../model/naming.ts';
import {
  isIndex,
  isManifest,
  MAX_DOCUMENT_BYTES,
  parseConfigLabels,
  parseConfigPlatform,
  parseManifest,
} from '../model/oci.ts';
import { formatPlatform } from '../model/platform.ts';
import { formatDigested, type Repository } from '../model/reference.ts';
import { formatSeconds } from '../model/units.ts';
import { isByBuildKit } from '../programs/image-config.ts';
import { infoFromAnnotations, infoFromLabels, ownLabels, type VersionInfo } from '../publish/published.ts';
import { type IndexPart, indexPart } from '../store/assemble.ts';
import type { PartReference } from './part-reference.ts';

/** A part that was found in a registry. */
export interface Part extends IndexPart {
  /** The reference that the part was found by. */
  readonly reference: PartReference;
  /** Repository of the part. */
  readonly repository: Repository;
  /** From its annotations, or from the labels of its first image. */
  readonly version: VersionInfo;
  /** True for an image manifest that an index with attestations may contain. The manifest does not refer to them. */
  readonly mayBeAttested: boolean;
  /** Digest of an index with the images and the attestations. Undefined if `top` contains them. */
  readonly copiedBy?: Digest;
  /** Labels of its first image. Empty if they may be those of a base image, or if its index has a revision. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Reads a part. @throws ActionError if it is missing or not an image. */
export async function readPart(
  reference: PartReference,
  { registry, origin }: { readonly registry: Registry; readonly origin: Origin },
): Promise<Part> {
  const { repository, top } = await find(reference, registry);
  const config = async (manifest: RawManifest) =>
    registry.getBlob(repository, parseManifest(manifest).config.digest, MAX_DOCUMENT_BYTES);
  if (isManifest(top.mediaType)) {
    const bytes = await config(top);
    const labels = ownLabels(parseConfigLabels(bytes), origin);
    const version = infoFromAnnotations(labels);
    // BuildKit attests images of OCI's media types only
    const mayBeAttested = top.mediaType === OCI_MANIFEST && isByBuildKit(bytes) !== false;
    return { ...indexPart(top, parseConfigPlatform(bytes)), reference, repository, version, labels, mayBeAttested };
  }
  const part = indexPart(top, undefined);
  const { images, annotations } = part;
  const [first] = images;
  if (first === undefined) throw new ActionError(`${reference.origin}: ${top.digest} is an index without an image`);
  const info = infoFromAnnotations(annotations);
  const manifest =
    info.revision === undefined
      ? await registry.getManifest(repository, first.descriptor.digest, { justWritten: true })
      : undefined;
  const labels =
    manifest === undefined || !isManifest(manifest.mediaType) ? {} : parseConfigLabels(await config(manifest));
  const version = { ...infoFromLabels(labels, origin), ...info };
  return { ...part, reference, repository, version, labels: ownLabels(labels, origin), mayBeAttested: false };
}

/** The labels that all parts share. Their jobs may have set them, and `merge` knows only the annotations of an index. */
export function sharedLabels([first, ...others]: readonly Pick<Part, 'labels'>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(([name, value]) => others.every(({ labels }) => labels[name] === value)),
  );
}

async function find(
  { origin, digest, repositories }: PartReference,
  registry: Registry,
): Promise<{ readonly repository: Repository; readonly top: RawManifest }> {
  for (const repository of repositories) {
    // the part must be in the last repository if it is in no other, and may have just been pushed
    const top = await registry.getManifest(repository, digest, { justWritten: repository === repositories.at(-1) });
    if (top === undefined) continue;
    if (isIndex(top.mediaType) || isManifest(top.mediaType)) return { repository, top };
    throw new ActionError(
      `${origin}: ${formatDigested(repository, digest)} is not an image: its media type is ${top.mediaType}`,
    );
  }
  throw new ActionError(`${origin}: ${digest} is not in ${repositories.map(({ name }) => name).join(', ')}`, {
    hint: 'Run the matrix jobs again; if it goes missing again, a clean-up job removes untagged images before they are merged.',
    diagnosis: 'lost-part',
  });
}

/** `linux/amd64, linux/arm64` */
export function platformsOf({ images }: Pick<Part, 'images'>): string {
  return images.map(({ platform }) => formatPlatform(platform)).join(', ');
}

/** The record of the matrix job that built a part, or another name of the part. */
function builtBy({ origin, record }: PartReference): string {
  return record === undefined ? origin : `${record.artifact} (attempt ${record.attempt})`;
}

/** The same for a summary, where the job says more than the name of its artifact: `build on runner-1, 12 s`. */
export function makerOf(reference: PartReference): string {
  const { job = '', runner = '', seconds = 0 } = reference.record?.maker ?? {};
  if (job === '' || runner === '') return builtBy(reference);
  return `${job} on ${runner}, ${formatSeconds(seconds)} (attempt ${reference.record?.attempt})`;
}

/** One line for each platform with the source of its image: `linux/arm64: sha256:… in ghcr.io/acme/app, by …`. */
export function describeSource({ images, repository, reference, version }: Part): readonly string[] {
  const by = builtBy(reference);
  // a label may have several lines
  const commit = (reference.commit || version.revision || 'not known').replace(/\s+/g, ' ').slice(0, 100);
  return images.map(
    ({ platform, descriptor }) =>
      `${formatPlatform(platform)}: ${descriptor.digest} in ${repository.name}, by ${by}, commit ${commit}`,
  );
}
