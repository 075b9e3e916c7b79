import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { RawManifest } from '../clients/registry/client.ts';
import { type Digest, isDigest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { readJson } from '../model/json.ts';
import { isIndex } from '../model/oci.ts';

/** The metadata that buildx writes about a result: https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
export interface Metadata {
  /** Digest of the last export. */
  readonly digest: Digest | undefined;
  /** Digest of the image's config. Undefined if buildx does not report it. */
  readonly configDigest: Digest | undefined;
  /** The complete metadata. */
  readonly json: Readonly<Record<string, unknown>>;
}

const METADATA = v.record(v.string(), v.unknown());

export async function readMetadata(path: string): Promise<Metadata> {
  const json = readJson(METADATA, await readFile(path, 'utf8').catch(() => ''));
  if (json === undefined) {
    throw new ActionError('buildx succeeded but wrote no metadata about its result', {
      hint: 'Run the job again. If it fails again, update buildx.',
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

/** Metadata of a build after the manifest or index of buildx was replaced by another one. */
export function withManifest(metadata: Metadata, { digest, mediaType, bytes }: RawManifest): Metadata {
  const descriptor = { mediaType, digest, size: bytes.length };
  const facts = { 'containerimage.digest': digest, 'containerimage.descriptor': descriptor };
  const configDigest = isIndex(mediaType) ? undefined : metadata.configDigest;
  return { digest, configDigest, json: { ...metadata.json, ...facts } };
}

/** Metadata of an image if buildx was stopped before it wrote the metadata. */
export function metadataFromDigest(digest: Digest | undefined): Metadata {
  return { digest, configDigest: undefined, json: digest === undefined ? {} : { 'containerimage.digest': digest } };
}
