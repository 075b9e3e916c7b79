import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { digestOf } from '../../src/model/digest.ts';
import type { Output } from '../../src/model/request.ts';
import { run } from '../../src/runtime/process.ts';
import { refuseOthers } from '../../src/store/file.ts';
import { blobName } from '../../src/store/oci-layout.ts';

const workspace = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => rmSync(workspace, { recursive: true }));

const INDEX = 'application/vnd.oci.image.index.v1+json';
const digest = (of: string) => digestOf(Buffer.from(of));
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const child = (of: string, annotations = {}) => ({ digest: digest(of), size: 1, mediaType: MANIFEST, annotations });

/** A layout of an index with these children. */
function layout(name: string, ...manifests: object[]): void {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
  const put = (path: string, text: Buffer | string) => {
    mkdirSync(dirname(join(workspace, name, path)), { recursive: true });
    writeFileSync(join(workspace, name, path), text);
  };
  const top = { digest: digestOf(bytes), size: bytes.length, mediaType: INDEX };
  put(blobName(top.digest), bytes);
  put('index.json', JSON.stringify({ schemaVersion: 2, manifests: [top] }));
}
const ABOUT = { 'vnd.docker.reference.type': 'attestation-manifest' };
const attestation = { ...child('attestation', ABOUT), platform: { os: 'unknown', architecture: 'unknown' } };
layout('same', child('b'), child('a'), attestation);
layout('other', child('a'), child('c'));
layout('less', child('a'));

const image = { platforms: [{ digest: digest('a') }, { digest: digest('b') }] };
const file = (type: Output['type'], dest: string, more = {}): Output => ({ type, attributes: { dest, ...more } });

test.each<[string, Output, Record<string, string>, boolean]>([
  ['the same image', file('oci', 'same'), {}, true],
  ['one that was executed again', file('oci', 'other'), {}, false],
  ['one that lacks a platform', file('oci', 'less'), {}, false],
  ['one that is compressed otherwise', file('oci', 'other', { compression: 'zstd' }), {}, true],
  ['one that is compressed alike', file('oci', 'other', { compression: 'zstd' }), { compression: 'zstd' }, false],
  ["one of Docker's media types", file('docker', 'other'), {}, true],
  ["one of OCI's media types", file('docker', 'other', { 'oci-mediatypes': 'true' }), {}, false],
  ['a file system', file('tar', 'other'), {}, true],
])('%s', async (_, output, attributes, fine) => {
  const refused = refuseOthers(image, { type: 'image', attributes }, [output], workspace, run);
  await (fine ? expect(refused).resolves.toBeUndefined() : expect(refused).rejects.toThrow(/holds another image/));
});
