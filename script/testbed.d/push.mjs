// Puts an image made of plain tar layers into a registry, as an OCI index: no engine, no builder, and the same bytes for the same files.
//   push.mjs http://host:port repository:tag config-json platform=layer.tar[+layer.tar…]…
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const [registry, name, config, ...images] = process.argv.slice(2);
const [repository, tag] = name.split(':');
const media = (kind) => `application/vnd.oci.image.${kind}`;
const digestOf = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const descriptor = (mediaType, bytes, more) => ({ mediaType, digest: digestOf(bytes), size: bytes.length, ...more });

async function ask(method, url, headers, body) {
  const reply = await fetch(url, { method, headers, body });
  if (!reply.ok && method !== 'HEAD') throw new Error(`${method} ${url}: ${reply.status} ${await reply.text()}`);
  return reply;
}

async function putBlob(mediaType, bytes) {
  const blob = descriptor(mediaType, bytes);
  if (!(await ask('HEAD', `${registry}/v2/${repository}/blobs/${blob.digest}`)).ok) {
    const upload = await ask('POST', `${registry}/v2/${repository}/blobs/uploads/`);
    const to = new URL(upload.headers.get('location'), registry);
    to.searchParams.set('digest', blob.digest);
    await ask('PUT', to, { 'content-type': 'application/octet-stream' }, bytes);
  }
  return blob;
}

async function putManifest(reference, mediaType, manifest) {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...manifest }));
  await ask(
    'PUT',
    `${registry}/v2/${repository}/manifests/${reference ?? digestOf(bytes)}`,
    { 'content-type': mediaType },
    bytes,
  );
  return descriptor(mediaType, bytes);
}

// A layer that several platforms have in common is compressed and sent once.
const layers = new Map();
function putLayer(file) {
  if (!layers.has(file)) layers.set(file, compressAndPut(file));
  return layers.get(file);
}

async function compressAndPut(file) {
  const tar = await readFile(file);
  const layer = await putBlob(media('layer.v1.tar+gzip'), await promisify(gzip)(tar, { level: 1 }));
  return { layer, diffId: digestOf(tar) };
}

async function putImage(platform, files) {
  const [os, architecture, variant] = platform.split('/');
  const stored = await Promise.all(files.map(putLayer));
  const created = new Date(0).toISOString();
  const image = {
    created,
    architecture,
    os,
    ...(variant && { variant }),
    config: JSON.parse(config),
    rootfs: { type: 'layers', diff_ids: stored.map(({ diffId }) => diffId) },
    history: files.map(() => ({ created, created_by: 'script/testbed' })),
  };
  const configBlob = await putBlob(media('config.v1+json'), Buffer.from(JSON.stringify(image)));
  const manifest = await putManifest(undefined, media('manifest.v1+json'), {
    config: configBlob,
    layers: stored.map(({ layer }) => layer),
  });
  return { ...manifest, platform: { architecture, os, ...(variant && { variant }) } };
}

const manifests = await Promise.all(
  images.map((image) => {
    const [platform, files] = image.split('=');
    return putImage(platform, files.split('+'));
  }),
);
const index = await putManifest(tag, media('index.v1+json'), { manifests });
console.log(`${name} ${index.digest}`);
