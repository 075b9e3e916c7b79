import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { crane, type Manifest } from '../support/crane.ts';
import { describeClassicFirst } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';

const HELLO = { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\nCMD ["cat", "/arch"]\n' };
const registry = crane();

describeClassicFirst('results', (bench, form) => {
  /** Runs an image for a platform, and returns its output. */
  const prints = (name: string, platform: string) =>
    bench.docker('run', '--rm', '--pull', 'never', '--platform', platform, name);
  const remove = (...names: string[]) => void bench.docker('rmi', '--force', ...names);

  test('loads the image under all its tags, for all platforms that the image store supports', async () => {
    const platforms = form.containerdStore ? 'linux/amd64,linux/arm64' : 'linux/arm64';
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: { images: 'bench/hello', tags: '1\nlocalhost/other/hello:2', platforms, load: 'true' },
      tidy() {
        for (const name of ['bench/hello:1', 'localhost/other/hello:2']) {
          if (form.containerdStore) expect(prints(name, 'linux/amd64')).toBe('x86_64');
          expect(prints(name, 'linux/arm64')).toBe('aarch64');
        }
        remove('bench/hello:1', 'localhost/other/hello:2');
      },
    });
    expect(outputs.platforms).toBe(platforms);
    expect(outputs.tags).toBe('bench/hello:1\nlocalhost/other/hello:2');
    expect(Object.keys(JSON.parse(outputs.digests ?? ''))).toEqual(platforms.split(','));
  });

  test('loads all supported platforms by default', async () => {
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: { tags: 'bench/hello:default', load: 'true' },
      tidy() {
        expect(prints('bench/hello:default', 'linux/amd64')).toBe('x86_64');
        remove('bench/hello:default');
      },
    });
    expect(outputs.platforms).toBe(form.containerdStore ? 'linux/amd64,linux/arm64' : 'linux/amd64');
  });

  test('loads an output of `type=docker` without a file', async () => {
    const { outputs, summary } = await bench.pass({
      files: HELLO,
      inputs: { tags: 'bench/hello:docker', platforms: 'linux/arm64', outputs: 'type=docker' },
      tidy() {
        expect(prints('bench/hello:docker', 'linux/arm64')).toBe('aarch64');
        remove('bench/hello:docker');
      },
    });
    expect(outputs.tags).toBe('bench/hello:docker');
    expect(summary).toContain('loaded into Docker Engine');
  });

  test('loads an image that is pushed by digest, under that digest', async () => {
    const image = bench.repository();
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: { images: image, platforms: 'linux/arm64', 'push-by-digest': 'true', load: 'true' },
      tidy({ outputs: { digest } }) {
        expect(prints(`${image}@${digest}`, 'linux/arm64')).toBe('aarch64');
        remove(`${image}@${digest}`);
      },
    });
    expectPublished(outputs, [`${image}@${outputs.digest}`]);
  });

  test('loads and pushes several platforms, or reports that the image store cannot hold them', async () => {
    const image = bench.repository();
    const scenario = {
      files: HELLO,
      inputs: { tags: `${image}:both`, platforms: 'linux/amd64,linux/arm64', load: 'true', push: 'true' },
    };
    if (!form.containerdStore) {
      // reported by Docker Engine's API, without any program in PATH
      const { errors, log } = await bench.fail({ ...scenario, env: { PATH: bench.folder() } });
      expect(errors.join()).toMatch(/load: .* holds one platform under a name.*linux\/amd64, linux\/arm64/);
      expect(log).not.toContain('::group::Build');
      expect(registry.tags(image)).toEqual([]);
      return;
    }
    const { outputs } = await bench.pass({
      ...scenario,
      tidy() {
        expect(prints(`${image}:both`, 'linux/arm64')).toBe('aarch64');
        remove(`${image}:both`);
      },
    });
    expectPublished(outputs, [`${image}:both`]);
  });

  test('pushes by digest, verifies the image, and updates only its part tag', async () => {
    const image = bench.repository();
    const { outputs, log } = await bench.pass({
      files: HELLO,
      inputs: {
        images: image,
        platforms: 'linux/arm64',
        'smoke-test': 'echo "this is $(docker run --rm $IMAGE)"',
        'push-by-digest': 'true',
      },
    });
    // this test has no artifact service for the record
    expect(registry.tags(image)).toEqual(['part-1-arm64']);
    expectPublished(outputs, [`${image}@${outputs.digest}`]);
    expect(outputs.image).toBe(`${image}@${outputs.digest}`);
    expect(outputs.tags).toBe('');
    expect(outputs.driver).toBe('docker-container');
    expect(log).toContain('this is aarch64');
  });

  test('builds every platform and exports nothing with type=cacheonly', async () => {
    const { outputs, log } = await bench.pass({
      files: HELLO,
      inputs: { platforms: 'linux/amd64,linux/arm64', outputs: 'type=cacheonly' },
    });
    expect(log).not.toMatch(/exporting to (image|oci)/);
    expect(outputs).toMatchObject({ digest: '', tags: '', platforms: 'linux/amd64,linux/arm64' });
  });

  test('pushes to a repository that `tags` names without a tag', async () => {
    const image = bench.repository();
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: { tags: image, platforms: 'linux/amd64', 'push-by-digest': 'true' },
    });
    expect(outputs.image).toBe(`${image}@${outputs.digest}`);
    expectPublished(outputs, [`${image}@${outputs.digest}`]);
    expect(outputs.labels).toMatch(/^org\.opencontainers\.image\.version=/m);
    expect(outputs.annotations).toMatch(/^index:org\.opencontainers\.image\.version=/m);
  });

  test('exports file systems to a folder and to an archive', async () => {
    const { outputs, workspace } = await bench.pass({
      files: { Dockerfile: 'FROM busybox AS a\nRUN uname -m >/arch\nFROM scratch\nCOPY --from=a /arch /\n' },
      inputs: { platforms: 'linux/amd64,linux/arm64', outputs: 'out\ntype=tar,dest=all.tar' },
      writes: ['out', 'all.tar'],
    });
    const untar = (name: string) =>
      execFileSync('tar', ['--extract', '--to-stdout', '--file', join(workspace, 'all.tar'), name]).toString();
    for (const [platform, arch] of [
      ['linux_amd64', 'x86_64'],
      ['linux_arm64', 'aarch64'],
    ]) {
      expect(readFileSync(join(workspace, 'out', `${platform}/arch`), 'utf8')).toBe(`${arch}\n`);
      expect(untar(`${platform}/arch`)).toBe(`${arch}\n`);
    }
    expect(outputs.digest).toBe('');
    expect(outputs.digests).toBe('{}');
    expect(outputs.platforms).toBe('linux/amd64,linux/arm64');
  });

  test.each([
    ['a folder', 'type=oci,dest=image,tar=false'],
    ['an archive', 'type=oci,dest=image'],
  ])('exports an OCI layout to %s, after a smoke test for each platform', async (_, output) => {
    const { outputs, workspace, log } = await bench.pass({
      files: HELLO,
      inputs: {
        tags: 'acme/app:1\nghcr.io/acme/app:2',
        platforms: 'linux/amd64,linux/arm64',
        outputs: output,
        'smoke-test': 'echo "at $PLATFORM: $(docker run --rm $IMAGE) $DIGEST"',
      },
      writes: ['image'],
    });
    const { digest, digests, names } = platformsOf(join(workspace, 'image'), output.includes('tar=false'));
    expect(names).toEqual(['docker.io/acme/app:1', 'ghcr.io/acme/app:2']);
    expect(log).toContain(`at linux/amd64: x86_64 ${outputs['digest-linux-amd64']}`);
    expect(log).toContain(`at linux/arm64: aarch64 ${outputs['digest-linux-arm64']}`);
    expect(outputs.digest).toBe(digest);
    expect(JSON.parse(outputs.digests ?? '')).toEqual(digests);
    expect(outputs.platforms).toBe('linux/amd64,linux/arm64');
  });

  test('exports a Docker archive, which can be loaded, with its digest in the outputs', async () => {
    const { outputs, workspace } = await bench.pass({
      files: HELLO,
      inputs: { tags: 'bench/archive:1', platforms: 'linux/arm64', outputs: 'type=docker,dest=image.tar' },
      writes: ['image.tar'],
    });
    bench.docker('load', '--input', join(workspace, 'image.tar'));
    expect(prints('bench/archive:1', 'linux/arm64')).toBe('aarch64');
    remove('bench/archive:1');
    expect(outputs.digest).toBe(outputs['digest-linux-arm64']);
    expect(outputs.digest).toMatch(/^sha256:/);
  });

  test('exports file systems and OCI layouts, and also pushes, tests and loads the image', async () => {
    const image = bench.repository();
    const platforms = form.containerdStore ? 'linux/amd64,linux/arm64' : 'linux/arm64';
    const { outputs, workspace, log } = await bench.pass({
      files: HELLO,
      inputs: {
        tags: `${image}:1`,
        platforms,
        outputs: 'type=local,dest=out,platform-split=true\ntype=oci,dest=layout,tar=false\ntype=oci,dest=archive',
        'smoke-test': 'echo "at $PLATFORM: $(docker run --rm $IMAGE)"',
        'no-cache': 'true',
        push: 'true',
        load: 'true',
      },
      writes: ['out', 'layout', 'archive'],
      tidy() {
        expect(prints(`${image}:1`, 'linux/arm64')).toBe('aarch64');
        remove(`${image}:1`);
      },
    });
    expectPublished(outputs, [`${image}:1`]);
    expect(readFileSync(join(workspace, 'out/linux_arm64/arch'), 'utf8')).toBe('aarch64\n');
    // attestations contain the build time, so that only the digests of the images are equal
    expect(platformsOf(join(workspace, 'layout'), true).digests).toEqual(JSON.parse(outputs.digests ?? ''));
    expect(platformsOf(join(workspace, 'archive'), false).digests).toEqual(JSON.parse(outputs.digests ?? ''));
    expect(log).toContain('at linux/arm64: aarch64');
  });

  test('loads an image after its smoke test and push', async () => {
    const image = bench.repository();
    // one manifest, so that the tested and the loaded image have the same digest
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: {
        tags: `${image}:1`,
        platforms: 'linux/arm64',
        provenance: 'false',
        'smoke-test': 'docker run --rm $IMAGE',
        push: 'true',
        load: 'true',
      },
      tidy() {
        expect(prints(`${image}:1`, 'linux/arm64')).toBe('aarch64');
        remove(`${image}:1`);
      },
    });
    expectPublished(outputs, [`${image}:1`]);
  });

  test('loads an image after its smoke test without push', async () => {
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: {
        tags: 'bench/hello:tested',
        platforms: 'linux/arm64',
        'smoke-test': 'docker run --rm $IMAGE',
        load: 'true',
      },
      tidy() {
        expect(prints('bench/hello:tested', 'linux/arm64')).toBe('aarch64');
        remove('bench/hello:tested');
      },
    });
    expect(outputs['digest-linux-arm64']).toMatch(/^sha256:/);
  });
});

function platformsOf(path: string, folder: boolean) {
  const read = (name: string) =>
    folder
      ? readFileSync(join(path, name))
      : execFileSync('tar', ['--extract', '--to-stdout', '--file', path, name], { maxBuffer: 2 ** 26 });
  const blob = (digest = '') => {
    const bytes = read(`blobs/${digest.replace(':', '/')}`);
    expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
    return JSON.parse(bytes.toString());
  };
  const tops: readonly NonNullable<Manifest['manifests']>[number][] = JSON.parse(
    read('index.json').toString(),
  ).manifests;
  const [top] = tops;
  if (top === undefined) throw new Error('the layout is empty');
  const { manifests = [top] } = blob(top.digest) as Manifest;
  const images = manifests.filter(({ platform }) => platform?.os !== 'unknown');
  const configured = images.map(({ digest }) => {
    const { os, architecture } = blob(blob(digest).config.digest);
    return [`${os}/${architecture}`, digest];
  });
  const names = tops.map(({ annotations }) => annotations?.['io.containerd.image.name']);
  return { digest: top.digest, digests: Object.fromEntries(configured), names };
}
