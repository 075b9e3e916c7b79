import { readFile } from 'node:fs/promises';
import type { RawManifest } from '../clients/registry/client.ts';
import { type Digest, isDigest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { isIndex } from '../model/oci.ts';

/** What buildx knows of a result: https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
export interface Metadata {
  /** Of the last export. */
  readonly digest: Digest | undefined;
  /** Of the image's config, where buildx tells it. */
  readonly configDigest: Digest | undefined;
  /** As buildx wrote it. */
  readonly json: Readonly<Record<string, unknown>>;
}

export async function readMetadata(path: string): Promise<Metadata> {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new ActionError('buildx ended well without telling its result', {
      hint: 'Run the job again; if it stays, update buildx.',
      cause,
    });
  }
  const digest = json['containerimage.digest'];
  const configDigest = json['containerimage.config.digest'];
  return {
    digest: isDigest(digest) ? digest : undefined,
    configDigest: isDigest(configDigest) ? configDigest : undefined,
    json,
  };
}

/** The metadata of a build whose image has another manifest or index than buildx made. */
export function withManifest(metadata: Metadata, { digest, mediaType, bytes }: RawManifest): Metadata {
  const descriptor = { mediaType, digest, size: bytes.length };
  const facts = { 'containerimage.digest': digest, 'containerimage.descriptor': descriptor };
  const configDigest = isIndex(mediaType) ? undefined : metadata.configDigest;
  return { digest, configDigest, json: { ...metadata.json, ...facts } };
}

/** What is known of an image whose build was ended before buildx wrote it down. */
export function metadataOf(digest: Digest | undefined): Metadata {
  return { digest, configDigest: undefined, json: digest === undefined ? {} : { 'containerimage.digest': digest } };
}
