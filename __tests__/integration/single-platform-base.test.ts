import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import type { Fault } from '../support/fault-proxy.ts';
import { CONTAINER, describeForms, ENGINE } from '../support/forms.ts';
import { TrialBed } from '../support/trial.ts';

const registry = crane();
const BUSYBOX = `${process.env.TESTBED_REGISTRY ?? 'localhost:5000'}/library/busybox`;

describeForms(
  'a single-platform base image',
  (bench) => {
    /** Pushes an image that is one manifest, as `docker push` does. */
    const amd64Only = () => {
      const name = `${bench.repository()}:1`;
      const digest = execFileSync('crane', ['digest', '--platform', 'linux/amd64', BUSYBOX]);
      execFileSync('crane', ['copy', `${BUSYBOX}@${digest.toString().trim()}`, name], {
        env: process.env,
        stdio: 'pipe',
      });
      return name;
    };
    const inputs = (image: string) => ({ tags: `${image}:1`, platforms: 'linux/amd64,linux/arm64', push: 'true' });

    test('is rejected for an image that is built on it', async () => {
      const base = amd64Only();
      const image = bench.repository();
      const { errors } = await bench.fail({
        files: { Dockerfile: `FROM ${base}\nLABEL a=b\n` },
        inputs: inputs(image),
      });
      expect(errors.join()).toContain(`Dockerfile:1: ${base} exists for linux/amd64 only, so the linux/arm64 image`);
      expect(registry.tags(image)).toEqual([]);
    });

    test('leads to a warning if it is named by a digest and files are copied from it into the image', async () => {
      const digest = execFileSync('crane', ['digest', '--platform', 'linux/amd64', BUSYBOX]).toString().trim();
      const { warnings } = await bench.pass({
        files: {
          Dockerfile: `FROM busybox\nARG TARGETARCH=amd64\nCOPY --from=${BUSYBOX}@${digest} /bin/busybox /tool\n`,
        },
        inputs: inputs(bench.repository()),
      });
      expect(warnings).toEqual([
        expect.stringMatching(/^Dockerfile:2: the default "amd64" of ARG TARGETARCH replaces the value of BuildKit/),
        expect.stringMatching(/^Dockerfile:3: .* exists for linux\/amd64 only, and the linux\/arm64 image has files/),
      ]);
    });

    test('is accepted with a notice for a stage that is pinned to 386, in an amd64 image', async () => {
      const base = amd64Only();
      execFileSync('crane', ['mutate', '--set-platform=linux/386', `--tag=${base}`, base], {
        env: process.env,
        stdio: 'pipe',
      });
      const { outputs, log } = await bench.pass({
        files: { Dockerfile: `FROM --platform=linux/386 ${base}\nLABEL a=b\n` },
        inputs: { ...inputs(bench.repository()), platforms: 'linux/amd64' },
      });
      expect(outputs.platforms).toBe('linux/amd64');
      expect(log).toContain('Dockerfile:1: the last stage is pinned to linux/386. Every linux/amd64 machine runs');
    });

    test('is accepted if only files are copied from it', async () => {
      const { outputs } = await bench.pass({
        files: {
          Dockerfile: `FROM ${amd64Only()} AS tool\nRUN echo x >/made\nFROM busybox\nCOPY --from=tool /made /\n`,
        },
        inputs: inputs(bench.repository()),
      });
      expect(outputs.platforms).toBe('linux/amd64,linux/arm64');
    });
  },
  [ENGINE, CONTAINER],
  [CONTAINER],
);

describe('a single-platform base image in a registry that fails once', () => {
  let bed: TrialBed;
  beforeAll(async () => {
    bed = await TrialBed.start();
  });
  afterAll(() => bed.stop());
  afterEach(() => bed.proxy.reset());

  async function runWith(fault: Fault) {
    const base = await bed.base();
    bed.proxy.fail({ method: 'HEAD', path: /^\/v2\/base\/manifests\/latest/, fault });
    return bed.run({
      files: { Dockerfile: `FROM ${base}\nCOPY file /\n`, file: String(Math.random()) },
      inputs: { platforms: 'linux/arm64' },
    });
  }

  test.each<[string, Fault]>([
    ['status 503', { kind: 'status', status: 503 }],
    ['a connection reset', { kind: 'reset' }],
  ])('is rejected after %s', async (_, fault) => {
    const { error, updated } = await runWith(fault);
    expect(error).toMatch(/^Dockerfile:1: localhost:\d+\/base:latest exists for linux\/amd64 only/);
    expect(updated).toEqual([]);
  });
});
