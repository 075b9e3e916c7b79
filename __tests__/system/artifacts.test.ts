import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Artifacts, createArtifacts, NoArtifactService } from '../../src/system/artifacts.ts';
import { HungError } from '../../src/system/errors.ts';
import { type ArtifactService, startArtifactService } from '../support/artifact-service.ts';

let service: ArtifactService;
let root: string;
let told: string[];
const before = { ...process.env };

beforeEach(async () => {
  service = await startArtifactService();
  root = mkdtempSync(join(tmpdir(), 'artifacts-'));
  told = [];
  // the library reads this, and nothing else
  Object.assign(process.env, service.env('1', 'leg'), { GITHUB_SERVER_URL: 'https://github.com' });
});
afterEach(async () => {
  await service.stop();
  process.env = { ...before };
  rmSync(root, { recursive: true });
});

function artifacts(signal?: AbortSignal, retries = 3): Artifacts {
  const clock = { now: () => performance.now(), sleep: async () => {} };
  const policy = { retries, clock, log: (line: string) => told.push(line), signal };
  return createArtifacts(process.env, async () => root, policy, 500);
}

test('what is left is found, past a service that hung for a while', async () => {
  service.hang('CreateArtifact', 1);
  await artifacts().leave('part-a', 'record', 'text');
  for (const kind of ['ListArtifacts', 'GetSignedArtifactURL']) service.hang(kind, 1);
  expect(await artifacts().find('part-', 'record')).toEqual([{ name: 'part-a', text: 'text' }]);
  expect(told).toHaveLength(3);
});

test('a service that hangs for ever is given up', async () => {
  service.hang('ListArtifacts', 9);
  const error = await artifacts(undefined, 1)
    .find('part-', 'record')
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HungError);
  expect(error).toMatchObject({ message: 'the artifacts of this run could not be listed: no end after 0.5 s' });
});

test('a cancelled job does not wait for it', async () => {
  service.hang('CreateArtifact', 9);
  const reason = new Error('cancelled');
  const controller = new AbortController();
  const leaving = artifacts(controller.signal).leave('part-a', 'record', 'text');
  setTimeout(() => controller.abort(reason), 100);
  await expect(leaving).rejects.toBe(reason);
});

test('where there is none, that is told apart', async () => {
  delete process.env.ACTIONS_RESULTS_URL;
  await expect(artifacts().find('part-', 'record')).rejects.toBeInstanceOf(NoArtifactService);
});
