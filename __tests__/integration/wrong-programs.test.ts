import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { CONTAINER, describeForms, ENGINE } from '../support/forms.ts';
import { StepBench } from '../support/step.ts';

const registry = crane();
const BUSYBOX = `${process.env.TESTBED_REGISTRY ?? 'localhost:5000'}/library/busybox`;

const run = (...args: readonly string[]) =>
  execFileSync('crane', args, { env: process.env, encoding: 'utf8', stdio: 'pipe' }).trim();

/** Dockerfiles by their paths. The action does not read a Dockerfile at a URL. */
const remotes = new Map([
  [
    '/pinned',
    `FROM ${BUSYBOX} AS conf\nRUN uname -m >/conf\nFROM --platform=$BUILDPLATFORM ${BUSYBOX}\nCOPY --from=conf /conf /\n`,
  ],
  [
    '/cross',
    `FROM --platform=$BUILDPLATFORM ${BUSYBOX} AS build\nRUN echo a >/made\nFROM ${BUSYBOX}\nCOPY --from=build /made /\n`,
  ],
  [
    '/files',
    `FROM --platform=$BUILDPLATFORM ${BUSYBOX} AS build\nRUN echo a >/made\nFROM scratch\nCOPY --from=build /made /\n`,
  ],
]);

describeForms(
  'an image with the programs of another platform',
  (bench) => {
    let server: Server;
    beforeAll(async () => {
      server = createServer(({ url = '' }, response) => {
        response.writeHead(remotes.has(url) ? 200 : 404, { 'content-type': 'text/plain' }).end(remotes.get(url));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    const inputsFor = (image: string) => ({
      tags: `${image}:1`,
      platforms: 'linux/amd64,linux/arm64',
      push: 'true',
    });
    const remote = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

    test('is rejected if its last stage is pinned in a Dockerfile that is not on this machine', async () => {
      const image = bench.repository();
      const { errors } = await bench.fail({ files: {}, inputs: { ...inputsFor(image), context: remote('/pinned') } });
      expect(errors.join()).toContain(
        `the last stage is built on ${BUSYBOX}:latest for linux/amd64, so the linux/arm64 image would hold linux/amd64 programs`,
      );
      expect(registry.tags(image)).toEqual([]);
    });

    /** Pushes an index of images for these platforms. */
    const indexOf = (...platforms: readonly string[]) => {
      const name = `${bench.repository()}:1`;
      const images = platforms.map((platform) => {
        // busybox has no image for 386
        const source = platform === 'linux/386' ? 'linux/amd64' : platform;
        const digest = run('digest', '--platform', source, BUSYBOX);
        const copy = `${name}-${platform.replaceAll('/', '-')}`;
        run('copy', `${BUSYBOX}@${digest}`, copy);
        if (platform !== source) run('mutate', '--set-platform', platform, '--tag', copy, copy);
        return copy;
      });
      run('index', 'append', ...images.flatMap((image) => ['--manifest', image]), '--tag', name);
      return name;
    };

    test('is rejected if its base image has only a 32-bit image for arm64', async () => {
      const base = indexOf('linux/amd64', 'linux/arm/v7');
      const image = bench.repository();
      const files = { Dockerfile: `FROM ${base}\nRUN uname -m >/arch\n` };
      const { errors } = await bench.fail({ files, inputs: inputsFor(image) });
      expect(errors.join()).toContain(
        `Dockerfile:1: ${base} does not exist for linux/arm64, and BuildKit uses its image for linux/arm/v7, so the linux/arm64 image would hold linux/arm/v7 programs`,
      );
      expect(registry.tags(image)).toEqual([]);
    });

    test('is rejected if the steps of a Dockerfile elsewhere show such a base image', async () => {
      remotes.set('/base', `FROM ${indexOf('linux/amd64', 'linux/arm/v7')}\nWORKDIR /made\n`);
      const image = bench.repository();
      const inputs = { ...inputsFor(image), platforms: 'linux/arm64', context: remote('/base') };
      const { errors } = await bench.fail({ files: {}, inputs });
      expect(errors.join()).toMatch(
        /@sha256:[0-9a-f]{64} does not exist for linux\/arm64, and BuildKit uses its image/,
      );
      expect(registry.tags(image)).toEqual([]);
    });

    test('is rejected if its base image in an OCI layout is for one platform', async () => {
      const folder = bench.folder();
      run('pull', '--format=oci', '--platform=linux/amd64', BUSYBOX, `${folder}/layout`);
      const layout = `oci-layout://${folder}/layout:1`;
      const image = bench.repository();
      const inputs = { ...inputsFor(image), 'build-contexts': `base=${layout}` };
      const { errors } = await bench.fail({ files: { Dockerfile: 'FROM base\nCOPY Dockerfile /\n' }, inputs });
      expect(errors.join()).toContain(`Dockerfile:1: ${layout} exists for linux/amd64 only, so the linux/arm64 image`);
      expect(registry.tags(image)).toEqual([]);
    });

    test('is published if its base image in an OCI layout has all platforms', async () => {
      const folder = bench.folder();
      run('pull', '--format=oci', BUSYBOX, `${folder}/layout`);
      const inputs = {
        ...inputsFor(bench.repository()),
        'build-contexts': `base=oci-layout://${folder}/layout`,
      };
      const files = { Dockerfile: 'FROM base\nCOPY Dockerfile /\n' };
      const { outputs, warnings } = await bench.pass({ files, inputs });
      expect([outputs.platforms, warnings]).toEqual(['linux/amd64,linux/arm64', []]);
    });

    test('is published if it is for amd64 and its base image is for 386', async () => {
      const base = indexOf('linux/386', 'linux/arm64');
      const files = { Dockerfile: `FROM ${base}\nRUN uname -m >/arch\n` };
      const { outputs, log } = await bench.pass({ files, inputs: inputsFor(bench.repository()) });
      expect(outputs.platforms).toBe('linux/amd64,linux/arm64');
      expect(log).toContain(
        `Dockerfile:1: ${base} does not exist for linux/amd64, and BuildKit uses its image for linux/386`,
      );
    });

    test.each(['/cross', '/files'])('is not suspected if a pinned stage only provides files: %s', async (path) => {
      const { outputs, warnings } = await bench.pass({
        files: {},
        inputs: { ...inputsFor(bench.repository()), context: remote(path) },
      });
      expect([outputs.platforms, warnings]).toEqual(['linux/amd64,linux/arm64', []]);
    });
  },
  [ENGINE, CONTAINER],
  [CONTAINER],
);

describe('a base image that only Docker Engine has', () => {
  const name = `${process.env.TESTBED_REGISTRY ?? 'localhost:5000'}/only-here/base:1`;
  let bench: StepBench;
  beforeAll(() => {
    bench = new StepBench();
  });
  afterEach(() => {
    execFileSync('docker', ['image', 'rm', name], { stdio: 'ignore' });
  });
  afterAll(() => bench.stop());

  /** Builds the base image for one platform, as one manifest. */
  const build = (platform: string) =>
    execFileSync('docker', ['build', '--quiet', '--provenance=false', `--platform=${platform}`, '--tag', name, '-'], {
      input: `FROM ${BUSYBOX}\nLABEL a=b\n`,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  const runWith = async (platforms: string) => {
    const files = { Dockerfile: `FROM ${name}\nCOPY Dockerfile /\n` };
    const { main } = await bench.run({ files, inputs: { platforms } });
    return { code: main.code, messages: main.commands.map(({ message }) => message).join('\n') };
  };

  test('is rejected for another platform', async () => {
    build('linux/amd64');
    const { code, messages } = await runWith('linux/amd64,linux/arm64');
    expect(messages).toContain(
      `Dockerfile:1: ${name} exists for linux/amd64 only, so the linux/arm64 image would hold`,
    );
    expect(code).toBe(1);
  });

  test('is accepted for its own platform', async () => {
    build('linux/arm64');
    expect((await runWith('linux/arm64')).code).toBe(0);
  });
});
