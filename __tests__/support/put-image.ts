import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface PutImage {
  readonly repository: string;
  /** Untagged by default. */
  readonly tag?: string;
  readonly architecture?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Pushes an image of one file to a registry, without any tool. Its content is new each time.
 * @returns its digest.
 */
export async function putImage(
  host: string,
  { repository, tag, architecture = 'amd64', headers = {} }: PutImage,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'layer-'));
  writeFileSync(join(folder, 'base'), randomBytes(16).toString('hex'));
  const tar = execFileSync('tar', ['--create', '--directory', folder, 'base']);
  rmSync(folder, { recursive: true });
  const layer = gzipSync(tar);
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [sha256(tar)] },
    }),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar+gzip', layer)],
  };
  for (const bytes of [layer, config]) await putBlob(host, repository, bytes, headers);
  const body = JSON.stringify(manifest);
  const digest = sha256(Buffer.from(body));
  const put = await fetch(`http://${host}/v2/${repository}/manifests/${tag ?? digest}`, {
    method: 'PUT',
    headers: { 'content-type': manifest.mediaType, ...headers },
    body,
  });
  if (put.status !== 201) throw new Error(`the image was refused: ${put.status}`);
  return digest;
}

async function putBlob(
  host: string,
  repository: string,
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const begun = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: 'POST', headers });
  const place = new URL(begun.headers.get('location') ?? '');
  place.searchParams.set('digest', sha256(bytes));
  const put = await fetch(place, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    body: new Uint8Array(bytes),
  });
  if (put.status !== 201) throw new Error(`a blob was refused: ${put.status}`);
}

function descriptor(mediaType: string, bytes: Buffer) {
  return { mediaType, digest: sha256(bytes), size: bytes.length };
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
