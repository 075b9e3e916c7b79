import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { describeForms, ENGINE } from '../support/forms.ts';
import { startNodes, type TestNodes } from '../support/nodes.ts';
import { expectPublished } from '../support/published.ts';

const HELLO = { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\nCMD ["cat", "/arch"]\n' };
const BOTH = 'linux/amd64,linux/arm64';
const registry = crane();
let nodes: TestNodes;

beforeAll(async () => {
  nodes = await startNodes(2);
}, 60_000);
afterAll(() => nodes.stop());

/** Inputs for a builder with two nodes, one for each platform. */
const twoNodes = () => {
  const [amd64, arm64] = nodes.addresses;
  return {
    driver: 'remote',
    nodes: `- endpoint: ${amd64}\n  platforms: linux/amd64\n- endpoint: ${arm64}\n  platforms: linux/arm64\n`,
  };
};
const oneNode = () => ({ driver: 'remote', endpoint: nodes.addresses[0] ?? '' });

describeForms(
  'a builder with several nodes',
  (bench) => {
    test('publishes the same image as one node, without additional tags', async () => {
      const [image, other] = [bench.repository(), bench.repository()];
      const inputs = (repository: string) => ({
        tags: `${repository}:1\n${repository}:2`,
        platforms: BOTH,
        push: 'true',
        labels: 'org.acme.label=l',
        annotations:
          'index:org.acme.index=a\nmanifest:org.acme.manifest=b\nmanifest[linux/arm64]:org.acme.arm=c\nmanifest-descriptor:org.acme.descriptor=d',
        'source-date-epoch': '0',
        provenance: 'false',
      });
      const { outputs, log } = await bench.pass({
        files: HELLO,
        inputs: { ...inputs(image), ...twoNodes(), tags: `${image}:1\n${image}:2\n${other}:3` },
      });
      expect(registry.tags(image).toSorted()).toEqual(['1', '2']);
      expect(registry.tags(other)).toEqual(['3']);
      expectPublished(outputs, [`${image}:1`, `${image}:2`, `${other}:3`]);
      expect(outputs.driver).toBe('remote');
      expect(log).toContain('2 nodes: a call for each platform');
      for (const platform of BOTH.split(','))
        expect(log).toMatch(new RegExp(`^\\[2/2\\] RUN .*: (?:.*, )?${platform} `, 'm'));

      const single = bench.repository();
      const alone = await bench.pass({ files: HELLO, inputs: { ...inputs(single), ...oneNode() } });
      expect(JSON.parse(outputs.digests ?? '')).toEqual(JSON.parse(alone.outputs.digests ?? ''));
      expect(registry.manifest(`${image}:1`)).toEqual(registry.manifest(`${single}:1`));
      const metadata = (text = '') => ({ ...JSON.parse(text), 'buildx.build.ref': '', 'image.name': '' });
      expect({ ...metadata(outputs.metadata), 'containerimage.digest': '', 'containerimage.descriptor': '' }).toEqual({
        ...metadata(alone.outputs.metadata),
        'containerimage.digest': '',
        'containerimage.descriptor': '',
      });
      expect([outputs.imageid, JSON.parse(outputs.metadata ?? '')['containerimage.digest']]).toEqual([
        outputs.digest,
        outputs.digest,
      ]);
    });

    test('updates no tag if the smoke test fails', async () => {
      const image = bench.repository();
      const { errors, log } = await bench.fail({
        files: HELLO,
        inputs: {
          ...twoNodes(),
          tags: `${image}:1`,
          platforms: BOTH,
          'smoke-test': `echo "tags: $(crane ls ${image} 2>/dev/null)."; docker run --rm $IMAGE; test $PLATFORM = linux/amd64`,
          push: 'true',
        },
      });
      expect(errors.join()).toMatch(/smoke test of linux\/arm64 failed/);
      expect(log).toMatch(/tags: \.\n(.*\n)*.*x86_64\n(.*\n)*.*tags: \.\n(.*\n)*.*aarch64/);
      expect(registry.tags(image)).toEqual([]);
    });

    test('pushes parts with the tags and annotations by which a merge finds them', async () => {
      const image = bench.repository();
      const { outputs } = await bench.pass({
        files: HELLO,
        inputs: { ...twoNodes(), images: image, platforms: BOTH, part: 'mine', 'push-by-digest': 'true' },
      });
      // this test has no artifact service for the record
      expect(registry.tags(image).toSorted()).toEqual(['part-1-amd64_mine', 'part-1-arm64_mine']);
      expectPublished(outputs, [`${image}@${outputs.digest}`]);
      expect(Object.keys(JSON.parse(outputs.attestations ?? ''))).toEqual(BOTH.split(','));
      expect(registry.manifest(`${image}@${outputs.digest}`).annotations).toMatchObject({
        'io.github.multiarch-build.part': 'mine',
      });
    });

    test('verifies and loads without a registry', async () => {
      const { outputs } = await bench.pass({
        files: HELLO,
        inputs: {
          ...twoNodes(),
          tags: 'bench/nodes:1',
          platforms: BOTH,
          'smoke-test': 'docker run --rm $IMAGE',
          load: 'true',
        },
        tidy() {
          const prints = (platform: string) =>
            bench.docker('run', '--rm', '--pull', 'never', '--platform', platform, 'bench/nodes:1');
          expect(BOTH.split(',').map(prints)).toEqual(['x86_64', 'aarch64']);
          bench.docker('rmi', '--force', 'bench/nodes:1');
        },
      });
      expect(Object.keys(JSON.parse(outputs.digests ?? ''))).toEqual(BOTH.split(','));
    });

    test('writes each file system into a folder, and rejects a common archive', async () => {
      const files = { Dockerfile: 'FROM busybox AS a\nRUN uname -m >/arch\nFROM scratch\nCOPY --from=a /arch /\n' };
      const { workspace } = await bench.pass({
        files,
        inputs: { ...twoNodes(), platforms: BOTH, outputs: 'out' },
        writes: ['out'],
      });
      expect(['amd64', 'arm64'].map((name) => readFileSync(join(workspace, `out/linux_${name}/arch`), 'utf8'))).toEqual(
        ['x86_64\n', 'aarch64\n'],
      );
      const { errors, log } = await bench.fail({
        files,
        inputs: { ...twoNodes(), platforms: BOTH, outputs: 'type=tar,dest=all.tar' },
      });
      expect(errors.join()).toMatch(/outputs: a builder of several nodes writes no `type=tar`/);
      expect(log).not.toContain('::group::Build');
    });

    test('is recognised by the record of an existing builder', async () => {
      const image = bench.repository();
      const home = bench.ownHome({});
      const [first = '', second = ''] = nodes.addresses;
      const create = (...args: string[]) =>
        execFileSync('docker', ['buildx', 'create', '--name=farm', '--driver=remote', ...args], {
          env: { ...bench.env, HOME: home } as NodeJS.ProcessEnv,
          stdio: ['ignore', 'ignore', 'pipe'],
        });
      create('--platform=linux/amd64', first);
      create('--append', '--platform=linux/arm64', second);
      const { outputs } = await bench.pass({
        files: HELLO,
        inputs: { builder: 'farm', tags: `${image}:1`, platforms: BOTH, push: 'true', cache: 'registry' },
        env: { HOME: home },
      });
      expectPublished(outputs, [`${image}:1`]);
      expect(registry.tags(image)).toEqual(['1']);
      // one cache for each node, because a common one would keep only the last export
      const caches = registry.tags(`${image}-buildcache`).toSorted();
      expect(caches).toEqual(['main__linux-amd64', 'main__linux-arm64']);
    });

    test('suggests `driver: remote` if `endpoint` is BuildKit', async () => {
      const { errors } = await bench.fail({
        files: HELLO,
        inputs: { endpoint: nodes.addresses[0] ?? '', tags: 'a/b:1', platforms: 'linux/amd64', retries: '0' },
      });
      expect(errors.join()).toMatch(/the docker-container builder could not be created.*set `driver: remote`/s);
    });

    test('reports the platform that failed, and cancels the other', async () => {
      const image = bench.repository();
      const began = performance.now();
      const { errors, log } = await bench.fail({
        files: { Dockerfile: 'FROM busybox\nRUN test $(uname -m) = x86_64 || exit 7; sleep 60\n' },
        inputs: { ...twoNodes(), tags: `${image}:1`, platforms: BOTH, push: 'true' },
      });
      expect(errors.at(-1)).toMatch(/failed on linux\/arm64.*\. Exit code 7.* \(Dockerfile:2\)/);
      expect(log).not.toContain('context canceled');
      expect(performance.now() - began).toBeLessThan(30_000);
    });
  },
  [ENGINE],
);
