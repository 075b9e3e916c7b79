import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { describeClassicFirst } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';

const HELLO = { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\nCMD ["cat", "/arch"]\n' };
const registry = crane();
const which = (program: string) => execFileSync('which', [program]).toString().trim();

describeClassicFirst('verification', (bench) => {
  test('runs the smoke test with the verified image of each platform', async () => {
    const image = bench.repository();
    const { outputs, log } = await bench.pass({
      files: HELLO,
      inputs: {
        tags: `${image}:1`,
        platforms: 'linux/amd64,linux/arm64,linux/arm/v7',
        // the tag does not exist yet
        'smoke-test': `
          echo "at $PLATFORM: $(docker run --rm $IMAGE) $DIGEST $DOCKER_DEFAULT_PLATFORM"
          ! crane digest ${image}:1 2>/dev/null
        `,
        push: 'true',
      },
    });
    expectPublished(outputs, [`${image}:1`]);
    const printed = log.split('\n').filter((line) => /^ +at /.test(line));
    expect(printed.map((line) => line.trim())).toEqual([
      `at linux/amd64: x86_64 ${outputs['digest-linux-amd64']} linux/amd64`,
      `at linux/arm64: aarch64 ${outputs['digest-linux-arm64']} linux/arm64`,
      `at linux/arm/v7: armv7l ${outputs['digest-linux-arm-v7']} linux/arm/v7`,
    ]);
  });

  test('updates no tag if the smoke test of one platform fails', async () => {
    const image = bench.repository();
    const { errors, log } = await bench.fail({
      files: HELLO,
      inputs: {
        tags: `${image}:1`,
        platforms: 'linux/amd64,linux/arm64',
        'smoke-test': 'docker run --rm $IMAGE\ntest $PLATFORM = linux/amd64 || false\necho "went on at $PLATFORM"',
        push: 'true',
      },
    });
    expect(registry.tags(image)).toEqual([]);
    expect(errors.join()).toMatch(/smoke test of linux\/arm64 failed: exit status 1/);
    expect(log).toMatch(/^ +went on at linux\/amd64$/m);
    expect(log).not.toContain('went on at linux/arm64');
  });

  test('fails if the smoke test of an image in a file fails', async () => {
    const { errors, log } = await bench.fail({
      files: HELLO,
      inputs: {
        platforms: 'linux/arm64',
        outputs: 'type=docker,dest=image.tar',
        'smoke-test': 'echo "this is $(docker run --rm $IMAGE)"\nfalse',
      },
      writes: ['image.tar'],
    });
    expect(log).toMatch(/^ +this is aarch64$/m);
    expect(errors.join()).toMatch(/smoke test of linux\/arm64 failed: exit status 1/);
  });

  test('removes containers that the smoke test started, and keeps containers of later steps', async () => {
    const image = bench.repository();
    const name = `later-${process.pid}`;
    await bench.pass({
      files: { Dockerfile: 'FROM busybox\nCMD ["sleep", "60"]\n' },
      inputs: {
        tags: `${image}:1`,
        platforms: 'linux/amd64',
        'smoke-test': 'docker run --detach $IMAGE',
        load: 'true',
        push: 'true',
      },
      before() {
        expect(bench.docker('ps', '--all', '--quiet', '--filter', `ancestor=${image}:1`)).toBe('');
        bench.docker('run', '--detach', '--name', name, `${image}:1`);
      },
      tidy() {
        expect(bench.docker('ps', '--quiet', '--filter', `name=${name}`)).not.toBe('');
        bench.docker('rm', '--force', name);
        bench.docker('rmi', '--force', `${image}:1`);
      },
    });
  });

  test('keeps containers of other jobs from the same image, and their volumes', async () => {
    const image = bench.repository();
    const name = `others-${process.pid}-${image.replaceAll(/\W/g, '-')}`;
    const [before, meanwhile] = [`${name}-before`, `${name}-meanwhile`];
    const files = { Dockerfile: 'FROM busybox\nVOLUME /anonymous\nCMD ["sleep", "600"]\n' };
    // both builds have the same digest
    const inputs = {
      tags: `${image}:1`,
      platforms: 'linux/amd64',
      provenance: 'false',
      'source-date-epoch': '0',
      push: 'true',
    };
    await bench.pass({ files, inputs });
    const run = (container: string) => ['run', '--detach', '--name', container, '--volume', `${container}:/named`];
    const volumesOf = (container: string) =>
      bench.docker('inspect', '--format', '{{range .Mounts}}{{.Name}} {{end}}', container).split(' ').filter(Boolean);
    bench.docker(...run(before), '--quiet', `${image}:1`);
    const running = () =>
      bench.docker('ps', '--filter', `name=${name}`, '--format', '{{.Names}}').split('\n').toSorted();
    const all: string[] = [];
    try {
      await bench.pass({
        files,
        inputs: {
          ...inputs,
          // by its path, `docker` adds no label, as in another job
          'smoke-test': `docker run --detach --rm $IMAGE\n${which('docker')} ${run(meanwhile).join(' ')} ${image}:1`,
        },
        before() {
          expect(running()).toEqual([before, meanwhile]);
          all.push(...volumesOf(before), ...volumesOf(meanwhile));
          expect(all).toHaveLength(4);
        },
        tidy() {
          expect(running()).toEqual([before, meanwhile]);
          expect(bench.docker('volume', 'ls', '--quiet').split('\n')).toEqual(expect.arrayContaining(all));
          bench.docker('rm', '--force', '--volumes', meanwhile);
          bench.docker('volume', 'rm', meanwhile);
        },
      });
    } finally {
      bench.docker('rm', '--force', '--volumes', before, meanwhile);
      bench.docker('volume', 'rm', '--force', before, meanwhile);
      bench.docker('rmi', '--force', `${image}:1`);
    }
  });

  test('removes a container that ignores signals after a failure, and keeps its volumes', async () => {
    const volume = `kept-${process.pid}`;
    const { errors } = await bench.fail({
      files: { Dockerfile: 'FROM busybox\nCMD ["sleep", "600"]\n' },
      inputs: {
        platforms: 'linux/amd64',
        'smoke-test': `docker create $IMAGE\ndocker --debug container run --detach --volume ${volume}:/data $IMAGE\ntimeout --signal=KILL 1 docker run $IMAGE`,
      },
      tidy: () => void bench.docker('volume', 'rm', volume),
    });
    expect(errors.join()).toMatch(/smoke test of linux\/amd64 failed: killed by SIGKILL/);
  });

  test('verifies the image without publishing it if push is false', async () => {
    const image = bench.repository();
    const { outputs, log, summary } = await bench.pass({
      files: HELLO,
      inputs: {
        tags: `${image}:1`,
        platforms: 'linux/amd64,linux/arm64',
        'smoke-test': 'docker run --rm $IMAGE',
      },
    });
    const digests = JSON.parse(outputs.digests ?? '');
    expect(Object.keys(digests)).toEqual(['linux/amd64', 'linux/arm64']);
    expect(outputs.digest).toMatch(/^sha256:/);
    expect([outputs.tags, outputs.image, outputs.images]).toEqual(['', '', '']);
    expect(log).toMatch(/^ +x86_64\n(.*\n)*? +aarch64$/m);
    expect(summary).toContain('not published');
    expect(registry.repositories(bench.registry.host)).not.toContain(image.slice(bench.registry.host.length + 1));
  });

  const PINNED =
    'FROM busybox AS a\nRUN uname -m >/arch\n\nFROM --platform=linux/amd64 busybox\nCOPY --from=a /arch /\n';

  test.each(['Dockerfile', 'dockerfile'])(
    'rejects a last stage that is pinned to another platform: %s',
    async (name) => {
      const image = bench.repository();
      const { errors, log } = await bench.fail({
        files: { [name]: PINNED },
        inputs: { tags: `${image}:1`, platforms: 'linux/arm64', push: 'true' },
      });
      expect(errors.join()).toContain(`${name}:4: the last stage is pinned to linux/amd64`);
      expect(log).not.toContain('::group::Build');
      expect(registry.tags(image)).toEqual([]);
    },
  );

  test('rejects a base image without a requested platform before any RUN, and lists its platforms', async () => {
    const base = bench.repository();
    await bench.pass({
      files: { Dockerfile: 'FROM busybox\n' },
      inputs: { tags: `${base}:1`, platforms: 'linux/amd64,linux/arm64', push: 'true' },
    });
    const image = bench.repository();
    const { errors, log } = await bench.fail({
      files: { Dockerfile: `FROM ${base}:1\nRUN echo ran\n` },
      inputs: { tags: `${image}:1`, platforms: 'linux/amd64,linux/arm64,linux/arm/v7', push: 'true' },
    });
    expect(errors.join()).toContain(`${base}:1 does not exist for linux/arm/v7`);
    expect(errors.join()).toContain('linux/amd64, linux/arm64');
    expect(log).not.toMatch(/\] RUN echo ran/);
    expect(registry.tags(image)).toEqual([]);
  });
});
