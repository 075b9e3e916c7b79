import { expect, test } from '@jest/globals';
import { explainFailure } from '../../src/buildkit/failure.ts';
import type { Registry } from '../../src/clients/registry/client.ts';
import { digestOf } from '../../src/model/digest.ts';
import { formatTagged } from '../../src/model/reference.ts';
import { withAvailablePlatforms } from '../../src/verify/available-platforms.ts';
import { eventsOf, logOf, recording } from '../buildkit/replay.ts';
import { digest } from '../report/a-report.ts';

const ENDED = { code: 1, signal: undefined, timedOut: false, stdout: '', stderr: '' };
const failureIn = (name: string) =>
  explainFailure(logOf(eventsOf(recording(name)), 'linux/mips64le'), ENDED, { isEmulated: () => undefined });
const INDEX = 'application/vnd.oci.image.index.v1+json';
const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const BUSYBOX = {
  schemaVersion: 2,
  manifests: [
    { mediaType, digest: digest('1'), size: 1, platform: { os: 'linux', architecture: 'amd64' } },
    { mediaType, digest: digest('2'), size: 1, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    {
      mediaType,
      digest: digest('3'),
      size: 1,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    },
  ],
};

/** A client that reaches only one host. */
function registryAt(host: string, mediaType = INDEX) {
  const asked: string[] = [];
  const bytes = Buffer.from(JSON.stringify(BUSYBOX));
  const registry: Pick<Registry, 'getManifest'> = {
    async getManifest(repository, reference) {
      asked.push(formatTagged({ repository, tag: reference }));
      if (repository.registry !== host) throw new Error('no such host');
      return { digest: digestOf(bytes), mediaType, bytes };
    },
  };
  return { registry: registry as Registry, asked };
}

const MISSING = 'docker.io/library/busybox:latest does not exist for linux/mips64le (Dockerfile:1)';

test.each([
  ['are added from Docker Hub', 'docker.io', INDEX, `${MISSING}: it has linux/amd64, linux/arm64`],
  ['are added from a mirror', 'mirror:5000', INDEX, `${MISSING}: it has linux/amd64, linux/arm64`],
  ['are not added if no registry answers', 'elsewhere', INDEX, MISSING],
  ['are not added from a single manifest', 'docker.io', 'application/vnd.oci.image.manifest.v1+json', MISSING],
])('the platforms of a base image %s', async (_, host, mediaType, message) => {
  const { registry, asked } = registryAt(host, mediaType);
  const failure = await withAvailablePlatforms(
    failureIn('noplat'),
    registry,
    new Map([['docker.io', { mirrors: ['mirror:5000'] }]]),
  );
  expect(failure).toMatchObject({ message, kind: 'platform-missing', hint: expect.stringContaining('base image') });
  expect(asked[0]).toBe('mirror:5000/library/busybox:latest');
});

test('no registry is asked after another failure or after a success', async () => {
  const { registry, asked } = registryAt('docker.io');
  const failure = failureIn('nobase');
  expect(await withAvailablePlatforms(failure, registry, new Map())).toBe(failure);
  expect(await withAvailablePlatforms(undefined, registry, new Map())).toBeUndefined();
  expect(asked).toEqual([]);
});
