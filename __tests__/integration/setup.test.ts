import { randomUUID } from 'node:crypto';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Outcome } from '../support/bench.ts';
import { CLASSIC, CONTAINER, describeClassicFirst, describeForms, ENGINE } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';

const HELLO = { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\nCMD ["cat", "/arch"]\n' };
const SYSTEM_PLUGINS = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map(
  (folder) => `${folder}/docker/cli-plugins`,
);

const helpers = ({ events }: Outcome) => events.filter(({ subject }) => /binfmt/.test(subject)).map(({ what }) => what);
const started = ({ events }: Outcome) => events.filter(({ what }) => /^container (create|start)$/.test(what));
const pulled = ({ events }: Outcome) => events.filter(({ what }) => what === 'image pull');

describeForms(
  'emulators',
  (bench) => {
    const binfmt = (...args: string[]) =>
      bench.docker('run', '--rm', '--privileged', 'tonistiigi/binfmt:latest', ...args);
    const isRegistered = () => binfmt().includes('qemu-riscv64');
    beforeEach(() => void binfmt('--uninstall', 'qemu-riscv64'));
    afterEach(() => void binfmt('--install', 'riscv64'));
    /** Returns a RUN that no cache contains. */
    const run = () => `RUN : ${randomUUID()}; uname -m >/arch\n`;

    test('are registered if a RUN needs one', async () => {
      const outcome = await bench.pass({
        files: { Dockerfile: `FROM busybox\n${run()}CMD ["cat", "/arch"]\n` },
        inputs: { platforms: 'linux/amd64,linux/riscv64', 'smoke-test': 'docker run --rm $IMAGE' },
      });
      expect(outcome.log).toMatch(/^ {2}emulators +riscv64 \(to install\)$/m);
      expect(outcome.log).toMatch(/^ +riscv64$/m);
      expect(helpers(outcome)).toContain('container start');
      expect(isRegistered()).toBe(true);
    });

    test('are replaced by `qemu: reset`', async () => {
      binfmt('--install', 'riscv64');
      const outcome = await bench.pass({
        files: { Dockerfile: `FROM busybox\n${run()}CMD ["cat", "/arch"]\n` },
        inputs: { platforms: 'linux/riscv64', qemu: 'reset', 'smoke-test': 'docker run --rm $IMAGE' },
      });
      expect(outcome.log).toMatch(/^ {2}emulators +riscv64 \(to install, in place of qemu-riscv64\)$/m);
      expect(outcome.log).toMatch(/^ +riscv64$/m);
      expect(helpers(outcome)).toContain('container start');
      expect(isRegistered()).toBe(true);
    });

    test('are not registered if every RUN is cross-compiled', async () => {
      const outcome = await bench.pass({
        files: {
          Dockerfile: `FROM --platform=$BUILDPLATFORM busybox AS build
ARG TARGETARCH
RUN echo "for $TARGETARCH" >/out
FROM busybox
COPY --from=build /out /
WORKDIR /new
`,
        },
        inputs: { platforms: 'linux/amd64,linux/riscv64' },
      });
      expect(outcome.log).toMatch(/^ {2}linux\/riscv64 +cross-compiled \(every RUN is on linux\/amd64\)$/m);
      expect(outcome.log).toMatch(/^ {2}emulators +none needed$/m);
      expect(helpers(outcome)).toEqual([]);
      expect(isRegistered()).toBe(false);
    });

    test('are registered later if a base image adds a RUN, also one with a fallback', async () => {
      const base = bench.repository();
      const trigger = `RUN : ${randomUUID()}; uname -m >/arch || echo none >/arch\n`;
      await bench.pass({
        files: { Dockerfile: `FROM busybox\nONBUILD ${trigger}` },
        inputs: { tags: `${base}:1`, platforms: 'linux/amd64,linux/riscv64', push: 'true' },
      });
      const image = bench.repository();
      const outcome = await bench.pass({
        files: { Dockerfile: `FROM ${base}:1\nCMD ["cat", "/arch"]\n` },
        inputs: { tags: `${image}:1`, platforms: 'linux/amd64,linux/riscv64', push: 'true' },
      });
      expectPublished(outcome.outputs, [`${image}:1`]);
      expect(outcome.log).toMatch(/^ {2}linux\/riscv64 +no emulator needed \(no RUN\)$/m);
      expect(outcome.commands).not.toContainEqual(expect.objectContaining({ command: 'notice' }));
      expect(outcome.log).toMatch(
        /^A RUN needs an emulator, .*Registering emulators for riscv64 and building again\.$/m,
      );
      expect(bench.docker('run', '--rm', '--platform=linux/riscv64', `${image}:1`)).toBe('riscv64');
      bench.docker('rmi', '--force', `${image}:1`);
    });

    test('are reported as missing with `qemu: never`', async () => {
      const outcome = await bench.fail({
        files: { Dockerfile: `FROM busybox\n${run()}` },
        inputs: { platforms: 'linux/riscv64', qemu: 'never' },
      });
      expect(outcome.errors.join()).toContain('tried to run a program that this machine cannot run for linux/riscv64');
      expect(helpers(outcome)).toEqual([]);
    });
  },
  [ENGINE, CLASSIC],
  [ENGINE],
);

describeClassicFirst('the machine', (bench, form) => {
  test('keeps the image that had the pushed tag before', async () => {
    const image = bench.repository();
    bench.docker('tag', 'tonistiigi/binfmt:latest', `${image}:1`);
    const { outputs } = await bench.pass({
      files: HELLO,
      inputs: {
        tags: `${image}:1\n${image}:2`,
        platforms: 'linux/amd64,linux/arm64',
        'smoke-test': 'docker run --rm $IMAGE',
        push: 'true',
      },
    });
    expectPublished(outputs, [`${image}:1`, `${image}:2`]);
    const [own, helper] = [`${image}:1`, 'tonistiigi/binfmt:latest'].map((name) =>
      bench.docker('image', 'inspect', '--format', '{{.Id}}', name),
    );
    expect(own).toBe(helper);
    bench.docker('rmi', `${image}:1`);
  });

  test('starts and pulls nothing if everything is available', async () => {
    const image = bench.repository();
    const keep: Record<string, string> = form === ENGINE ? {} : { 'keep-builder': 'true' };
    const inputs = { tags: `${image}:1`, platforms: 'linux/amd64,linux/arm64', push: 'true', ...keep };
    // the kept builder, its record and its volume
    const keeps = form === ENGINE ? undefined : /multiarch-build|\.docker\/buildx/;
    const run = (label: string) =>
      bench.pass({ files: { Dockerfile: `${HELLO.Dockerfile}LABEL run=${label}\n` }, inputs, keeps });
    try {
      const first = await run('first');
      expect(started(first).length > 0).toBe(form !== ENGINE);
      const again = await run('again');
      expectPublished(again.outputs, [`${image}:1`]);
      expect([started(again), pulled(again)]).toEqual([[], []]);
    } finally {
      if (form !== ENGINE) bench.docker('buildx', 'rm', 'multiarch-build');
    }
  });
});

describeForms(
  'builders',
  (bench) => {
    test('can be selected by name, and are unchanged afterwards', async () => {
      const image = bench.repository();
      const config = bench.folder({
        'buildkitd.toml': `[registry."docker.io"]
mirrors = ["127.0.0.1:5000"]
[registry."127.0.0.1:5000"]
http = true
`,
      });
      bench.docker(
        ...['buildx', 'create', '--name=theirs', '--driver-opt=network=host', '--bootstrap'],
        `--buildkitd-config=${join(config, 'buildkitd.toml')}`,
      );
      try {
        const outcome = await bench.pass({
          files: HELLO,
          inputs: {
            tags: `${image}:1`,
            platforms: 'linux/amd64,linux/arm64',
            driver: 'auto',
            builder: 'theirs',
            push: 'true',
          },
        });
        expectPublished(outcome.outputs, [`${image}:1`]);
        expect([outcome.outputs.builder, outcome.outputs.driver]).toEqual(['theirs', 'docker-container']);
        expect(started(outcome)).toEqual([]);
        expect(bench.docker('buildx', 'inspect', 'theirs')).toMatch(/Status: +running/);
      } finally {
        bench.docker('buildx', 'rm', 'theirs');
      }
    });

    test('that do not exist are reported with other invalid inputs', async () => {
      const { errors } = await bench.fail({ files: HELLO, inputs: { driver: 'auto', builder: 'nobodys', pull: '?' } });
      expect(errors).toEqual([expect.stringMatching(/^2 problems.*\nbuilder: the builder "nobodys" does not exist/s)]);
    });

    test('that cannot boot are removed', async () => {
      const { errors } = await bench.fail({
        files: HELLO,
        inputs: { driver: 'docker-container', 'buildkit-image': `${bench.registry.host}/no/such:image`, retries: '0' },
      });
      expect(errors.join()).toContain('the docker-container builder could not be created');
    });
  },
  [CONTAINER, CLASSIC],
);

describeForms(
  'a missing requirement',
  (bench) => {
    test('is reported: the docker command, for `load`', async () => {
      const inputs = { load: 'true', tags: 'a/b:1', platforms: 'linux/amd64' };
      const { errors } = await bench.fail({ files: HELLO, inputs, env: { PATH: bench.folder() } });
      expect(errors).toEqual([expect.stringMatching(/^load needs the Docker CLI: `docker` is not in PATH\nInstall/)]);
    });

    test('is reported: Docker Engine', async () => {
      const { errors } = await bench.fail({ files: HELLO, env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
      expect(errors).toEqual([
        expect.stringMatching(
          /^driver: auto needs a Docker Engine: the Docker engine does not answer at unix:\/\/\/nowhere\/docker.sock/,
        ),
      ]);
    });

    // a buildx that is installed for all users cannot be hidden
    (SYSTEM_PLUGINS.some((folder) => existsSync(join(folder, 'docker-buildx'))) ? test.skip : test)(
      'is reported: buildx',
      async () => {
        const path = bench.folder();
        for (const program of ['docker', 'bash', 'tar']) symlinkSync(which(program), join(path, program));
        const { errors } = await bench.fail({ files: HELLO, env: { PATH: path, HOME: bench.folder() } });
        expect(errors).toEqual([expect.stringMatching(/^buildx is not installed: .*\nSet `buildx-version/)]);
      },
    );
  },
  [ENGINE],
);

function which(program: string): string {
  const folder = (process.env.PATH ?? '').split(':').find((each) => existsSync(join(each, program)));
  return join(folder ?? '', program);
}
