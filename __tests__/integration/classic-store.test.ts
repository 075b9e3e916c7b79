import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { CLASSIC, describeForms } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';

const registry = crane();
const LOCAL = 'only-in-the-engine:1';
const APP = { Dockerfile: `FROM ${LOCAL}\nRUN cat /base >/own\nLABEL own=yes\n` };
const ONE = { platforms: 'linux/amd64' };

describeForms(
  'the builder of Docker Engine with the classic image store',
  (bench) => {
    beforeAll(() => {
      const base = bench.folder({ Dockerfile: 'FROM busybox\nRUN echo local >/base\n' });
      bench.docker('build', '-q', '-t', LOCAL, base);
    });
    afterAll(() => {
      bench.docker('image', 'rm', LOCAL);
    });

    test.each([
      ['is selected for a base image that only Docker Engine has', {}],
      ['is used with `driver: docker`', { driver: 'docker' }],
    ])('%s', async (_, inputs) => {
      const [a, b] = [bench.repository(), bench.repository()];
      const { outputs, log, warnings } = await bench.pass({
        files: APP,
        inputs: {
          ...ONE,
          ...inputs,
          images: `${a}\n${b}`,
          tags: '1, latest',
          labels: 'given=yes',
          annotations: 'org.example.plain=p\nmanifest:org.example.named=m',
          'smoke-test': 'test "$(docker run --rm "$IMAGE" cat /own)" = local',
          cache: 'registry',
          push: 'true',
        },
      });
      expect(warnings).toEqual([]);
      expectPublished(outputs, [`${a}:1`, `${a}:latest`, `${b}:1`, `${b}:latest`]);
      expect(outputs.driver).toBe('docker');
      expect(outputs.digest).toBe(outputs['digest-linux-amd64']);
      expect(outputs.attestations).toBe('{}');
      expect(JSON.parse(outputs.metadata ?? '')['containerimage.digest']).toBe(outputs.digest);
      const manifest = registry.manifest(`${b}:latest`);
      expect(manifest.annotations).toEqual({ 'org.example.plain': 'p', 'org.example.named': 'm' });
      expect(new Set(manifest.layers?.map(({ mediaType }) => mediaType))).toEqual(
        new Set(['application/vnd.oci.image.layer.v1.tar+gzip']),
      );
      expect(registry.config(`${a}:1`).config.Labels).toMatchObject({ own: 'yes', given: 'yes' });
      // no tag for the staged image, and none for a cache, which this builder cannot write
      for (const repository of [a, b]) expect(registry.tags(repository).toSorted()).toEqual(['1', 'latest']);
      expect(log).toMatch(/^ {2}cache .*\(the engine's classic image store cannot write a cache\)/m);
    });

    test('does not publish if a smoke test fails', async () => {
      const image = bench.repository();
      const { errors } = await bench.fail({
        files: APP,
        inputs: { ...ONE, tags: `${image}:1`, 'smoke-test': 'exit 3', push: 'true' },
      });
      expect(errors.join()).toContain('smoke');
      expect(registry.tags(image)).toEqual([]);
    });

    test('loads the image under its tags, for the platform of the host', async () => {
      const { outputs } = await bench.pass({
        files: APP,
        inputs: { tags: 'loaded-by-a-test:1', load: 'true' },
        tidy: () => {
          expect(bench.docker('run', '--rm', 'loaded-by-a-test:1', 'cat', '/own')).toBe('local');
          bench.docker('image', 'rm', 'loaded-by-a-test:1');
        },
      });
      expect(outputs.driver).toBe('docker');
    });

    test('builds for an emulated platform', async () => {
      const image = bench.repository();
      const { outputs } = await bench.pass({
        files: { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\n' },
        inputs: { driver: 'docker', platforms: 'linux/arm64', tags: `${image}:1`, push: 'true' },
      });
      expectPublished(outputs, [`${image}:1`]);
      expect(registry.config(`${image}:1`)).toMatchObject({ architecture: 'arm64' });
    });

    test('reports all unsupported inputs at once', async () => {
      const { errors } = await bench.fail({
        files: APP,
        inputs: {
          driver: 'docker',
          platforms: 'linux/amd64,linux/arm64',
          tags: `${bench.repository()}:1`,
          provenance: 'true',
          'cache-to': 'type=registry,ref=example.org/a:cache',
          push: 'true',
        },
      });
      for (const word of ['`platforms`', '`provenance`', '`cache-to`']) expect(errors.join()).toContain(word);
    });
  },
  [CLASSIC],
);
