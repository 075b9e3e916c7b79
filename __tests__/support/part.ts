import { type Digest, digestOf } from '../../src/model/digest.ts';
import { AUTHORIZATION } from './login.ts';

const OCI = 'application/vnd.oci.image';

/** An image as a matrix job pushes it, written to a registry through its API. */
export interface Pushed {
  /** Digest of the whole part. */
  readonly digest: Digest;
  /** By platform. */
  readonly images: Readonly<Record<string, Digest>>;
  readonly attestations: Readonly<Record<string, Digest>>;
}

export interface PartOptions {
  /** `linux/arm/v7` */
  readonly platforms: readonly string[];
  /** True if it has attestations, and an index for them; the default. */
  readonly attested?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Platform in the configs, if it differs from the platform in the index. */
  readonly configured?: string;
  /** Number of layers of each platform, by default one. */
  readonly layers?: number;
  /** Distinguishes this build from an otherwise equal one. */
  readonly salt?: string;
}

/** @param repository `localhost:5000/acme/app` */
export async function pushPart(repository: string, options: PartOptions): Promise<Pushed> {
  const { platforms, attested = true, labels = {}, annotations, configured, layers: count = 1, salt = '' } = options;
  const images: Record<string, Digest> = {};
  const attestations: Record<string, Digest> = {};
  const manifests: object[] = [];
  const later: object[] = [];
  for (const platform of platforms) {
    const described = platformOf(configured ?? platform);
    const names = Array.from({ length: count }, (_, i) => `layer of ${platform} ${salt}${i > 0 ? ` ${i}` : ''}`);
    const layers = await Promise.all(names.map((name) => pushBlob(repository, Buffer.from(name))));
    const diffs = layers.map(({ digest }) => digest);
    const config = { ...described, config: { Labels: labels }, rootfs: { type: 'layers', diff_ids: diffs } };
    const image = await pushManifest(repository, {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: {
        mediaType: `${OCI}.config.v1+json`,
        ...(await pushBlob(repository, Buffer.from(JSON.stringify(config)))),
      },
      layers: layers.map((layer) => ({ mediaType: `${OCI}.layer.v1.tar`, ...layer })),
    });
    images[platform] = image.digest;
    manifests.push({ ...image, platform: platformOf(platform) });
    if (!attested) continue;
    const statement = await pushBlob(repository, Buffer.from(`{"about":"${image.digest}"}`));
    const attestation = await pushManifest(repository, {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: {
        mediaType: `${OCI}.config.v1+json`,
        ...(await pushBlob(repository, Buffer.from(`{"of":"${image.digest}"}`))),
      },
      layers: [{ mediaType: 'application/vnd.in-toto+json', ...statement }],
    });
    attestations[platform] = attestation.digest;
    later.push({
      ...attestation,
      annotations: { 'vnd.docker.reference.digest': image.digest, 'vnd.docker.reference.type': 'attestation-manifest' },
      platform: { architecture: 'unknown', os: 'unknown' },
    });
  }
  const [only] = platforms;
  if (!attested && platforms.length === 1 && annotations === undefined && only !== undefined) {
    return { digest: images[only] as Digest, images, attestations };
  }
  const index = {
    schemaVersion: 2,
    mediaType: `${OCI}.index.v1+json`,
    manifests: [...manifests, ...later],
    ...(annotations && { annotations }),
  };
  const { digest } = await pushManifest(repository, index);
  return { digest, images, attestations };
}

function platformOf(name: string): { os: string; architecture: string; variant?: string } {
  const [os = '', architecture = '', variant] = name.split('/');
  return { architecture, os, ...(variant !== undefined && { variant }) };
}

/** Puts a blob into a repository. */
export async function pushBlob(repository: string, bytes: Buffer): Promise<{ digest: Digest; size: number }> {
  const digest = digestOf(bytes);
  const begun = await fetch(`${urlOf(repository)}/blobs/uploads/`, { method: 'POST', headers: AUTHORIZATION });
  const place = new URL(begun.headers.get('location') ?? '', urlOf(repository));
  place.searchParams.set('digest', digest);
  const headers = { ...AUTHORIZATION, 'content-type': 'application/octet-stream' };
  const put = await fetch(place, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  if (put.status !== 201) throw new Error(`the blob was refused: ${put.status}`);
  return { digest, size: bytes.length };
}

/** Puts a manifest under its digest, or under a tag. */
export async function pushManifest(
  repository: string,
  manifest: { readonly mediaType: string; readonly [key: string]: unknown },
  tag?: string,
): Promise<{ mediaType: string; digest: Digest; size: number }> {
  const bytes = Buffer.from(JSON.stringify(manifest));
  const digest = digestOf(bytes);
  const headers = { ...AUTHORIZATION, 'content-type': manifest.mediaType };
  const put = await fetch(`${urlOf(repository)}/manifests/${tag ?? digest}`, {
    method: 'PUT',
    headers,
    body: new Uint8Array(bytes),
  });
  if (put.status !== 201) throw new Error(`the manifest was refused: ${put.status} ${await put.text()}`);
  return { mediaType: manifest.mediaType, digest, size: bytes.length };
}

/** Pushes a chart under `latest`: its config does not have the form of an image's. */
export async function putChart(repository: string): Promise<void> {
  const config = await pushBlob(repository, Buffer.from('no JSON at all'));
  const mediaType = `${OCI}.manifest.v1+json`;
  const helm = 'application/vnd.cncf.helm.config.v1+json';
  await pushManifest(
    repository,
    { schemaVersion: 2, mediaType, config: { mediaType: helm, ...config }, layers: [] },
    'latest',
  );
}

/** Adds a tag to existing content. */
export async function tagPart(repository: string, digest: Digest, tag: string): Promise<void> {
  const got = await fetch(`${urlOf(repository)}/manifests/${digest}`, {
    headers: { ...AUTHORIZATION, accept: `${OCI}.index.v1+json, ${OCI}.manifest.v1+json` },
  });
  await pushManifestBytes(repository, Buffer.from(await got.arrayBuffer()), got.headers.get('content-type') ?? '', tag);
}

async function pushManifestBytes(repository: string, bytes: Buffer, type: string, tag: string): Promise<void> {
  const put = await fetch(`${urlOf(repository)}/manifests/${tag}`, {
    method: 'PUT',
    headers: { ...AUTHORIZATION, 'content-type': type },
    body: new Uint8Array(bytes),
  });
  if (put.status !== 201) throw new Error(`the tag was refused: ${put.status}`);
}

export async function deleteManifest(repository: string, digest: Digest): Promise<void> {
  const gone = await fetch(`${urlOf(repository)}/manifests/${digest}`, { method: 'DELETE', headers: AUTHORIZATION });
  if (gone.status !== 202) throw new Error(`the manifest was not deleted: ${gone.status}`);
}

function urlOf(repository: string): string {
  const slash = repository.indexOf('/');
  return `http://${repository.slice(0, slash)}/v2/${repository.slice(slash + 1)}`;
}
