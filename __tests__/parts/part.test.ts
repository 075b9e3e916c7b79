import { describe, expect, test } from '@jest/globals';
import type { RawManifest, Registry } from '../../src/clients/registry/client.ts';
import { digestOf } from '../../src/model/digest.ts';
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/model/media-type.ts';
import { readPart } from '../../src/parts/part.ts';

const REPOSITORY = { name: 'ghcr.io/acme/app', registry: 'ghcr.io', path: 'acme/app' };

function raw(content: object, mediaType: string): RawManifest {
  const bytes = Buffer.from(JSON.stringify(content));
  return { bytes, mediaType, digest: digestOf(bytes) };
}

/** Reads a part whose image has this history. */
async function read({ history, mediaType = OCI_MANIFEST, inIndex = false }: Row) {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', history, rootfs: { diff_ids: [] } }));
  const descriptor = {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: digestOf(config),
    size: config.length,
  };
  const image = raw({ schemaVersion: 2, mediaType, config: descriptor, layers: [] }, mediaType);
  const child = {
    mediaType,
    digest: image.digest,
    size: image.bytes.length,
    platform: { os: 'linux', architecture: 'amd64' },
  };
  const index = raw({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [child] }, OCI_INDEX);
  const top = inIndex ? index : image;
  const registry = {
    getManifest: async (_: unknown, digest: string) => [index, image].find((one) => one.digest === digest),
    getBlob: async () => config,
  } as unknown as Registry;
  const common = { platforms: undefined, mustNameRun: false, commit: undefined, record: undefined, key: undefined };
  const reference = { ...common, origin: 'digests', digest: top.digest, repositories: [REPOSITORY] };
  return readPart(reference, { registry, origin: { sources: [], commit: '' } });
}

interface Row {
  readonly history?: readonly object[];
  readonly mediaType?: string;
  readonly inIndex?: boolean;
}

describe('a part', () => {
  const BUILDKIT = [
    { created_by: 'ADD rootfs / # base' },
    { created_by: 'RUN make # buildkit', comment: 'buildkit.dockerfile.v0' },
  ];
  test.each<{ title: string; may: boolean } & Row>([
    { title: 'an image manifest without a history', may: true },
    { title: 'an image manifest by BuildKit', history: BUILDKIT, may: true },
    { title: 'an image manifest by another tool', history: [{ created_by: '/bin/sh -c make' }], may: false },
    { title: "an image manifest of Docker's media type", mediaType: DOCKER_MANIFEST, may: false },
    { title: 'an index', inIndex: true, may: false },
  ])('may have lost its attestations or not: $title', async ({ may, ...row }) => {
    expect((await read(row)).mayBeAttested).toBe(may);
  });
});
