import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type RunResult, runAction } from '../../script/runner.mjs';
import { type ArtifactService, startArtifactService } from '../support/artifact-service.ts';
import { crane } from '../support/crane.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { StepBench } from '../support/step.ts';

// each test builds in several matrix jobs
jest.setTimeout(120_000);

const MERGE = fileURLToPath(new URL('../../merge', import.meta.url));
const FILES = { Dockerfile: 'FROM scratch\nARG VARIANT=none\nENV VARIANT=$VARIANT\nCOPY file /\n' };

let bench: StepBench;
let registry: TestRegistry;
let service: ArtifactService;
const hub = crane();

beforeAll(async () => {
  bench = new StepBench();
  [registry, service] = await Promise.all([startRegistry({ htpasswd: true }), startArtifactService('act')]);
  bench.logIn(registry);
  // act closes the connection of requests that it does not support
  service.loseAnswer('CreateArtifact', 99);
  service.loseAnswer('ListArtifacts', 99);
});
afterAll(async () => {
  await Promise.all([registry.stop(), service.stop()]);
  bench.stop();
});

const env = (run: string) => ({ ...service.env(run, 'job'), GITHUB_RUN_ID: run });
const errorsOf = ({ commands }: RunResult) =>
  commands.flatMap(({ command, message }) => (command === 'error' ? [message] : [])).join('\n');

async function build(run: string, images: string, inputs: Readonly<Record<string, string>>, file = 'text') {
  const all = { images, platforms: 'linux/amd64', 'push-by-digest': 'true', retries: '0', ...inputs };
  const { main } = await bench.run({ files: { ...FILES, file }, inputs: all, env: env(run) });
  return main;
}

async function merge(run: string, images: string, inputs: Readonly<Record<string, string>>) {
  const temp = mkdtempSync(join(bench.root, 'temp-'));
  const all = { images, platforms: 'linux/amd64', retries: '0', ...inputs };
  return runAction({ action: MERGE, workspace: bench.root, temp, inputs: all, env: env(run) });
}

function passed(result: RunResult) {
  if (result.code !== 0) throw new Error(result.log);
  return result.outputs;
}

test('merges matrix jobs without tags by part tags if the artifact service is unavailable', async () => {
  const images = `${registry.host}/part-tags/plain`;
  const jobs = [
    await build('71', images, {}),
    await build('71', images, { platforms: 'linux/arm64', provenance: 'false' }),
  ];
  const [amd64, arm64] = jobs.map((job) => JSON.parse(passed(job).digests ?? ''));
  expect(hub.tags(images).toSorted()).toEqual(['part-71-amd64', 'part-71-arm64']);
  const both = { tags: '1', platforms: 'linux/amd64,linux/arm64' };
  const merged = passed(await merge('71', images, both));
  expect(JSON.parse(merged.digests ?? '')).toEqual({ ...amd64, ...arm64 });
  expect(hub.digest(`${images}:1`)).toBe(merged.digest);

  const byImage = await merge('71', images, { ...both, digests: JSON.stringify({ ...amd64, ...arm64 }) });
  expect(passed(byImage).attestations).toBe(merged.attestations);
  expect(Object.keys(JSON.parse(merged.attestations ?? ''))).toEqual(['linux/amd64']);
  expect(byImage.commands.filter(({ command }) => command === 'warning')).toEqual([]);

  const again = JSON.parse(passed(await build('71', images, {}, 'other text')).digests ?? '');
  expect(again).not.toEqual(amd64);
  expect(JSON.parse(passed(await merge('71', images, both)).digests ?? '')).toEqual({ ...again, ...arm64 });

  const other = await merge('72', images, both);
  expect([other.code, errorsOf(other)]).toEqual([1, expect.stringContaining(`${images}:part-72-amd64 does not exist`)]);
});

test('merges variants by their part key, and rejects variants without one', async () => {
  const images = `${registry.host}/part-tags/variants`;
  const variant = async (name: string, more: Readonly<Record<string, string>> = {}) =>
    build('73', images, { 'build-args': `VARIANT=${name}`, provenance: 'false', ...more });
  for (const name of ['alpine', 'debian']) {
    const built = passed(await variant(name, { part: name }));
    const merged = passed(await merge('73', images, { tags: name, part: name }));
    expect(merged.digests).toBe(built.digests);
  }
  passed(await variant('alpine'));
  const held = hub.digest(`${images}:part-73-amd64`);
  const refused = await variant('debian');
  expect(refused.code).toBe(1);
  expect(errorsOf(refused)).toContain(`${images}:part-73-amd64 holds a part of another image of this run`);
  expect(errorsOf(refused)).toContain('a `part` of its own');
  expect(hub.digest(`${images}:part-73-amd64`)).toBe(held);
});
