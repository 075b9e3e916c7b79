import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startBuilder, type TestBuilder } from '../support/builder.ts';
import { crane } from '../support/crane.ts';
import { describeForm } from '../support/forms.ts';
import { ACCEPTABLE, BOB, startOddRegistry } from '../support/odd-registry.ts';
import { expectPublished } from '../support/published.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { StepBench } from '../support/step.ts';

jest.setTimeout(60_000);

const PLATFORMS = 'linux/amd64,linux/arm64';
const AUTH = Buffer.from(`${BOB.username}:${BOB.password}`).toString('base64');

let bench: StepBench;
let registry: TestRegistry;
let builder: TestBuilder;
beforeAll(async () => {
  bench = new StepBench();
  builder = startBuilder();
  registry = await startRegistry();
});
afterAll(async () => {
  await registry.stop();
  builder.stop();
  bench.stop();
});

const files = () => ({ Dockerfile: 'FROM scratch\nCOPY file /\n', file: randomUUID() });

/** Pushes with buildx alone, for comparison. */
async function pushByBuildx(name: string, driver: 'engine' | 'container'): Promise<void> {
  const context = mkdtempSync(join(bench.root, 'plain-'));
  for (const [path, text] of Object.entries(files())) writeFileSync(join(context, path), text);
  const by = driver === 'engine' ? 'default' : builder.inputs.builder;
  const args = [`--builder=${by}`, '--push', '--provenance=false', `--platform=${PLATFORMS}`];
  const tags = [`${name}:1`, `${name}:2`];
  const build = ['buildx', 'build', ...args, ...tags.map((tag) => `--tag=${tag}`), context];
  const env = { ...process.env, HOME: bench.home, ...(driver === 'container' && builder.env) };
  await promisify(execFile)('docker', build, { env, timeout: 30_000 });
  // every image in Docker Engine slows down later listings of images
  if (driver === 'engine') await promisify(execFile)('docker', ['image', 'rm', ...tags]);
}

const declareTests = (driver: 'engine' | 'container') => {
  test.each(Object.entries(ACCEPTABLE))(
    '%s accepts a push by buildx alone and by the action',
    async (_, deviations) => {
      const odd = await startOddRegistry(registry.host, deviations());
      mkdirSync(join(bench.home, '.docker'), { recursive: true });
      writeFileSync(
        join(bench.home, '.docker', 'config.json'),
        JSON.stringify({ auths: { [odd.host]: { auth: AUTH } } }),
      );
      const path = `acme/${randomUUID()}`;
      try {
        await pushByBuildx(`${odd.host}/${path}`, driver);
        // a second repository, so that this is a first push as well
        const own = `${path}/own`;
        const { main } = await bench.run({
          files: files(),
          inputs: {
            images: `${odd.host}/${own}`,
            tags: '1.2.3\nlatest',
            platforms: PLATFORMS,
            push: 'true',
            ...(driver === 'container' && builder.inputs),
          },
          env: driver === 'container' ? builder.env : {},
        });
        if (main.code !== 0) throw new Error(main.log);
        expectPublished(main.outputs, [`${registry.host}/${own}:1.2.3`, `${registry.host}/${own}:latest`], crane());
        expect(main.log).not.toMatch(/; retry \d/);
      } finally {
        await odd.stop();
      }
    },
  );
};

describeForm('a registry with', 'engine', () => declareTests('engine'), { long: true });
describeForm('a registry with', 'docker-container', () => declareTests('container'), { long: false });
