import { expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { describeForms } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';

const HELLO = { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\nLABEL own=yes\nCMD ["cat", "/arch"]\n' };
const registry = crane();

/** The labels that every image gets. */
const described = Object.fromEntries(
  Object.entries({
    created: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    description: '',
    licenses: '',
    revision: expect.stringMatching(/^[0-9a-f]{40}$/),
    source: 'https://github.com/example/hello',
    title: 'hello',
    url: 'https://github.com/example/hello',
    version: 'main',
  }).map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
);

const pick = (values: Readonly<Record<string, string>> = {}, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, values[name]]));

describeForms('publishing', (bench, form) => {
  test('publishes one verified index under every tag of every repository', async () => {
    const [a, b, c] = [bench.repository(), bench.repository(), bench.repository()];
    const { outputs, summary, log } = await bench.pass({
      files: HELLO,
      inputs: {
        images: `${a}\n${b}`,
        tags: `1.2, latest\n${c}:other`,
        platforms: 'linux/amd64,aarch64,linux/arm/v7',
        labels: 'given=yes, all of it',
        annotations: 'manifest,index:org.example.both=b\norg.example.plain=p',
        'annotations-levels': 'manifest',
        push: 'true',
      },
    });
    const references = [`${a}:1.2`, `${a}:latest`, `${b}:1.2`, `${b}:latest`, `${c}:other`];
    expectPublished(outputs, references);
    expect(outputs.tags?.split('\n')).toEqual(references);
    expect(outputs.image).toBe(`${a}@${outputs.digest}`);
    expect(outputs.images?.split('\n')).toEqual([a, b, c].map((name) => `${name}@${outputs.digest}`));
    expect(outputs.platforms).toBe('linux/amd64,linux/arm64,linux/arm/v7');
    expect(outputs.driver).toBe(form.driver);
    expect(Object.keys(JSON.parse(outputs.attestations ?? ''))).toHaveLength(3);
    expect(JSON.parse(outputs.json ?? '').digest).toBe(outputs.digest);
    for (const repository of [a, b]) expect(registry.tags(repository).toSorted()).toEqual(['1.2', 'latest']);
    expect(registry.tags(c)).toEqual(['other']);

    const index = registry.manifest(`${a}:latest`);
    expect(index.annotations).toEqual({ 'org.example.both': 'b' });
    for (const digest of Object.values<string>(JSON.parse(outputs.digests ?? ''))) {
      const { annotations } = registry.manifest(`${b}@${digest}`);
      const { Labels: labels } = registry.config(`${b}@${digest}`).config;
      expect(labels).toEqual({ ...described, own: 'yes', given: 'yes, all of it' });
      expect(annotations).toEqual({
        ...pick(
          labels,
          Object.keys(described).filter((name) => labels?.[name] !== ''),
        ),
        'org.example.both': 'b',
        'org.example.plain': 'p',
      });
      expect(summary).toContain(digest);
    }
    expect(log).toMatch(/^ {2}linux\/amd64 +native/m);
    expect(log).toMatch(/^ {2}linux\/arm64 +emulated \(RUN at Dockerfile:2\)/m);
  });

  test('reports a missing login before the build', async () => {
    const home = bench.ownHome({ '.docker/config.json': '{}' });
    const inputs = { tags: `${bench.repository()}:1`, platforms: 'linux/amd64', push: 'true' };
    const { errors, log } = await bench.fail({ files: HELLO, inputs, env: { HOME: home } });
    expect(errors.join()).toMatch(/^Cannot push to \S+: .*401/);
    expect(log).not.toContain('::group::Build');
  });

  test('publishes one platform with an attestation as an index', async () => {
    const image = bench.repository();
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: { tags: `${image}:one`, platforms: 'linux/arm64', provenance: 'mode=max', push: 'true' },
    });
    expectPublished(outputs, [`${image}:one`]);
    expect(outputs.digest).not.toBe(outputs['digest-linux-arm64']);
    expect(Object.keys(JSON.parse(outputs.attestations ?? ''))).toEqual(['linux/arm64']);
  });

  test('names the run in the provenance, which is full for a public repository', async () => {
    const image = bench.repository();
    const { outputs } = await bench.pass({
      files: { Dockerfile: 'FROM scratch\nARG CHANNEL\nCOPY Dockerfile /$CHANNEL\n' },
      inputs: { tags: `${image}:1`, platforms: 'linux/amd64', 'build-args': 'CHANNEL=nightly', push: 'true' },
      env: { GITHUB_RUN_ID: '42', GITHUB_RUN_ATTEMPT: '2' },
      event: { repository: { private: false } },
    });
    const attestation = registry.manifest(`${image}@${JSON.parse(outputs.attestations ?? '')['linux/amd64']}`);
    const provenance = registry.blob(`${image}@${attestation.layers?.[0]?.digest}`).toString();
    expect(provenance).toContain('"id":"https://github.com/example/hello/actions/runs/42/attempts/2"');
    expect(provenance).toContain('"build-arg:CHANNEL":"nightly"');
  });

  test('publishes one platform without attestations as a manifest, with the compression of `outputs`', async () => {
    const image = bench.repository();
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: {
        images: image,
        tags: '1\n2',
        platforms: 'linux/arm64',
        provenance: 'false',
        outputs: 'type=image,compression=zstd,force-compression=true',
        push: 'true',
      },
    });
    expectPublished(outputs, [`${image}:1`, `${image}:2`]);
    expect(outputs.digest).toBe(outputs['digest-linux-arm64']);
    expect(outputs.attestations).toBe('{}');
    const { mediaType, layers } = registry.manifest(`${image}:1`);
    expect(mediaType).toBe('application/vnd.oci.image.manifest.v1+json');
    expect(layers?.map((layer) => layer.mediaType)).toEqual(
      layers?.map(() => 'application/vnd.oci.image.layer.v1.tar+zstd'),
    );
  });

  test('publishes Docker media types', async () => {
    const image = bench.repository();
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: {
        tags: `${image}:docker`,
        platforms: 'linux/amd64,linux/arm64',
        provenance: 'false',
        outputs: 'type=image,oci-mediatypes=false',
        push: 'true',
      },
    });
    expectPublished(outputs, [`${image}:docker`]);
    const { mediaType, manifests } = registry.manifest(`${image}:docker`);
    expect(mediaType).toBe('application/vnd.docker.distribution.manifest.list.v2+json');
    expect(manifests?.map((entry) => entry.mediaType)).toEqual(
      manifests?.map(() => 'application/vnd.docker.distribution.manifest.v2+json'),
    );
  });
});
