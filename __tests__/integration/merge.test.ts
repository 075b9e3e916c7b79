import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { type RunResult, runAction, runPost } from '../../script/runner.mjs';
import { createArtifacts } from '../../src/clients/artifacts/artifacts.ts';
import { createHttp } from '../../src/clients/http/http.ts';
import { PART_ANNOTATIONS } from '../../src/model/naming.ts';
import { type PartRecord, RECORD, recordName } from '../../src/parts/record.ts';
import { systemClock } from '../../src/runtime/retry.ts';
import { RELEASE_ANNOTATION } from '../../src/tags/describe.ts';
import { type ArtifactService, startArtifactService } from '../support/artifact-service.ts';
import { crane } from '../support/crane.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { logIn } from '../support/login.ts';
import { deleteManifest, type PartOptions, type Pushed, pushPart, putChart, tagPart } from '../support/part.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

// each test runs many steps in sequence
jest.setTimeout(60_000);

const [MERGE, PLAN] = ['merge', 'plan'].map((name) => fileURLToPath(new URL(`../../${name}`, import.meta.url))) as [
  string,
  string,
];
const COMMIT = 'c'.repeat(40);
const OTHER_COMMIT = 'd'.repeat(40);
const REVISION = 'org.opencontainers.image.revision';
const VERSION = 'org.opencontainers.image.version';
const TITLE = 'org.opencontainers.image.title';
const CREATED = 'org.opencontainers.image.created';
const SOURCE = 'org.opencontainers.image.source';
/** Source labels of the runner's repository and of a base image. */
const [OWN, BASE] = ['https://github.com/example/hello', 'https://github.com/base/image'];
const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];

let registry: TestRegistry;
let other: TestRegistry;
let service: ArtifactService;
const http = createHttp();
const root = mkdtempSync(join(tmpdir(), 'merge-'));
const hub = crane();
let count = 0;

beforeAll(async () => {
  [registry, other, service] = await Promise.all([
    startRegistry({ htpasswd: true }),
    startRegistry({ htpasswd: true }),
    startArtifactService(),
  ]);
  logIn(join(root, 'docker'), registry, other);
});
afterAll(async () => {
  await http.close();
  await Promise.all([registry.stop(), other.stop(), service.stop()]);
  rmSync(root, { recursive: true, force: true });
});

const repositoryIn = (place: TestRegistry) => `${place.host}/acme/${++count}`;

function part(
  repository: string,
  platforms: string | readonly string[],
  more: Partial<PartOptions> = {},
): Promise<Pushed> {
  const labels = { [REVISION]: COMMIT, [VERSION]: '1.2.3', [SOURCE]: OWN };
  const annotations = { [REVISION]: COMMIT, [PART_ANNOTATIONS.run]: '1', [PART_ANNOTATIONS.part]: 'key' };
  return pushPart(repository, { platforms: [platforms].flat(), labels, annotations, ...more });
}

async function merge(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const temp = mkdtempSync(join(root, 'temp-'));
  const given = { platforms: PLATFORMS.join(), retries: '0', ...inputs };
  const options = { action: MERGE, workspace: root, temp, inputs: given, env };
  const result = await runAction(options);
  const post = await runPost({ ...options, state: result.state });
  expect(post.log).toBe('');
  return result;
}

function passed(result: RunResult): Readonly<Record<string, string>> {
  if (result.code !== 0) throw new Error(result.log);
  return result.outputs;
}

/** Returns the error of a merge that updated no tag of this repository. */
function refused(result: RunResult, repository: string): string {
  expect(result.code).toBe(1);
  expect(result.outputs).toEqual({});
  expect(hub.tags(repository)).toEqual([]);
  return result.commands.flatMap(({ command, message }) => (command === 'error' ? [message] : [])).join('\n');
}

/** Uploads records as matrix jobs of a run do. */
async function upload(run: string, records: readonly PartRecord[], id = 'id'): Promise<void> {
  for (const [i, record] of records.entries()) {
    const retry = { retries: 0, clock: systemClock, log: () => {} };
    const env = service.env(run, `job-${id}${i}-${record.attempt}`);
    await createArtifacts(env, { http, mask: () => {}, retry }).leave(
      recordName(record, `${id}${i}`),
      RECORD.file,
      JSON.stringify(record),
    );
  }
}

/** Environment of the merge job in an attempt of its run. */
const inAttempt = (attempt: number, run: string) => ({
  ...service.env(run, 'merge'),
  GITHUB_RUN_ATTEMPT: String(attempt),
});

const warningsOf = ({ commands }: RunResult) =>
  commands.filter(({ command }) => command === 'warning').map(({ message }) => message);

function record(repository: string, pushed: Pushed, more: Partial<PartRecord> = {}): PartRecord {
  const { digest, images } = pushed;
  return {
    key: 'key',
    digest,
    digests: images,
    repositories: [repository],
    commit: COMMIT,
    run: '1',
    attempt: 1,
    ...more,
  };
}

const index = (reference: string) => {
  const { manifests = [], annotations } = hub.manifest(reference);
  return { digests: manifests.map(({ digest }) => digest), annotations };
};

/** Expects the images in the order of `platforms`, then their attestations. */
function expectMerged(outputs: Readonly<Record<string, string>>, repository: string, parts: readonly Pushed[]): void {
  const images = Object.assign({}, ...parts.map((pushed) => pushed.images));
  const attestations = Object.assign({}, ...parts.map((pushed) => pushed.attestations));
  const expected = [...PLATFORMS.map((name) => images[name]), ...PLATFORMS.map((name) => attestations[name])];
  expect(index(`${repository}@${outputs.digest}`).digests).toEqual(expected);
  expect(JSON.parse(outputs.digests ?? '')).toEqual(images);
  expect(JSON.parse(outputs.attestations ?? '')).toEqual(attestations);
  expect(outputs['digest-linux-arm-v7']).toBe(images['linux/arm/v7']);
  for (const tag of outputs.tags?.split('\n') ?? []) expect(hub.digest(tag)).toBe(outputs.digest);
}

describe('merge from the records of a run', () => {
  test('creates the same index for each order of records, and for a rerun of the merge or of a matrix job', async () => {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    const records = parts.map((pushed) => record(repository, pushed));
    await upload('run-1', records);
    await upload('run-2', records.toReversed());
    const inputs = { images: repository, tags: '1.2.3\nlatest' };
    const first = passed(await merge(inputs, service.env('run-1', 'merge')));
    expectMerged(first, repository, parts);
    expect(first.tags?.split('\n')).toEqual([`${repository}:1.2.3`, `${repository}:latest`]);
    expect(index(`${repository}:latest`).annotations).toEqual({ [REVISION]: COMMIT });
    expect(passed(await merge(inputs, service.env('run-2', 'merge'))).digest).toBe(first.digest);

    const again = await part(repository, 'linux/arm64', { salt: 'again' });
    await upload('run-1', [record(repository, again, { attempt: 2 })]);
    const rerun = passed(await merge(inputs, inAttempt(2, 'run-1')));
    expectMerged(
      rerun,
      repository,
      [parts[0], again, parts[2]].filter((pushed) => pushed !== undefined),
    );
    expect(passed(await merge(inputs, inAttempt(3, 'run-1'))).digest).toBe(rerun.digest);
  });

  test('accepts parts with several platforms, and separates variants by their part key', async () => {
    const repository = repositoryIn(registry);
    const annotations = (key: string) => ({
      [REVISION]: COMMIT,
      [PART_ANNOTATIONS.run]: '1',
      [PART_ANNOTATIONS.part]: key,
    });
    const plain = { annotations: annotations('plain') };
    const both = await part(repository, ['linux/amd64', 'linux/arm/v7'], plain);
    const arm64 = await part(repository, 'linux/arm64', plain);
    const variant = await part(repository, PLATFORMS, { salt: 'variant', annotations: annotations('variant') });
    await upload('run-3', [
      record(repository, both, { key: 'plain' }),
      record(repository, arm64, { key: 'plain' }),
      record(repository, variant, { key: 'variant' }),
    ]);
    const env = service.env('run-3', 'merge');
    expectMerged(passed(await merge({ images: repository, tags: 'plain', part: 'plain' }, env)), repository, [
      both,
      arm64,
    ]);
    const whole = passed(await merge({ images: repository, tags: 'variant', part: 'variant' }, env));
    expect(whole.digest).toBe(variant.digest);
    const unclear = await merge({ images: repository, tags: 'plain' }, env);
    expect(unclear.code).toBe(1);
    expect(unclear.log).toContain('are of 2 images: plain (multiarch-build-part.plain.linux-amd64+1.1.id0), variant (');
  });

  test('rejects two matrix jobs for one platform, and an unknown part key', async () => {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    const second = await part(repository, 'linux/amd64', { salt: 'second' });
    await upload(
      'run-4',
      [...parts, second].map((pushed) => record(repository, pushed)),
    );
    const env = service.env('run-4', 'merge');
    const inputs = { images: repository, tags: '1' };
    expect(refused(await merge(inputs, env), repository)).toContain(
      'linux/amd64 is recorded 2 times in attempt 1 of this run: multiarch-build-part.key.linux-amd64.1.id0, multiarch-build-part.key.linux-amd64.1.id3',
    );
    expect(refused(await merge({ ...inputs, part: 'nobody' }, env), repository)).toContain(
      'no part of the key nobody is recorded in this run; there are parts of key',
    );
    expect(refused(await merge(inputs, service.env('run-none', 'merge')), repository)).toContain('no part for');
  });

  test('rejects records that contradict their images', async () => {
    const repository = repositoryIn(registry);
    const [amd64, arm64, armv7] = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    if (amd64 === undefined || arm64 === undefined || armv7 === undefined) throw new Error('no parts');
    await upload('run-5', [
      record(repository, { ...amd64, images: arm64.images }),
      record(repository, { ...arm64, images: amd64.images }),
      record(repository, { ...armv7, images: { 'linux/arm/v7': amd64.digest } }, { commit: OTHER_COMMIT }),
    ]);
    const error = refused(await merge({ images: repository, tags: '1' }, service.env('run-5', 'merge')), repository);
    expect(error).toContain('the record of linux/arm64 is linux/amd64, and it is expected for linux/arm64');
    expect(error).toContain('the record of linux/amd64 is linux/arm64, and it is expected for linux/amd64');
    expect(error).toContain('the record of linux/arm/v7 has another digest for linux/arm/v7 than was recorded');
    expect(error).toContain(`they are of several commits: ${COMMIT} (`);
    expect(error).toContain(`${OTHER_COMMIT} (the record of linux/arm/v7)`);
  });

  test('fails if the artifact service fails', async () => {
    const repository = repositoryIn(registry);
    service.refuse('ListArtifacts', 1);
    const error = refused(await merge({ images: repository, tags: '1' }, service.env('run-6', 'merge')), repository);
    expect(error).toContain('could not be listed');
  });
});

describe('records that a job without rights to push uploads', () => {
  test.each<[string, (evil: string, repository: string) => Partial<PartRecord>, string]>([
    [
      'another repository and a later attempt',
      (evil) => ({ repositories: [evil], attempt: 99 }),
      'its attempt is 99, and this is attempt 2',
    ],
    ['another repository', (evil) => ({ repositories: [evil], attempt: 2 }), 'is not among `images`'],
    [
      'another repository in addition to this one',
      (evil, own) => ({ repositories: [own, evil], attempt: 2 }),
      'is not among `images`',
    ],
    ['another run', () => ({ run: '7', attempt: 2 }), 'its run is 7, and this run is 1'],
    ['no run', () => ({ run: '', attempt: 2 }), 'its run is not known, and this run is 1'],
    ['attempt 0', () => ({ attempt: 0 }), 'its attempt is 0, and this is attempt 2'],
    ['a later attempt', () => ({ attempt: 3 }), 'its attempt is 3, and this is attempt 2'],
  ])('are not used with %s', async (_, forge, reason) => {
    const [repository, evil] = [repositoryIn(registry), repositoryIn(registry)];
    const run = `forged-${count}`;
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    const inputs = { images: repository, tags: '1', part: 'key' };
    const forged = forge(evil, repository);
    const image = await part(forged.repositories?.includes(evil) ? evil : repository, 'linux/amd64', { salt: 'evil' });
    await upload(run, [record(repository, image, forged)], 'forged');
    await upload(
      run,
      parts.slice(1).map((pushed) => record(repository, pushed)),
    );
    const error = refused(await merge(inputs, inAttempt(2, run)), repository);
    expect(error).toContain('linux/amd64 is missing; records that are not used: multiarch-build-part.key.linux-amd64.');
    expect(error).toContain(reason);

    await upload(
      run,
      parts.slice(0, 1).map((pushed) => record(repository, pushed)),
      'late',
    );
    for (const more of [inputs, { ...inputs, part: '' }]) {
      const merged = await merge(more, inAttempt(2, run));
      expectMerged(passed(merged), repository, parts);
      expect(warningsOf(merged)).toHaveLength(1);
      expect(warningsOf(merged)[0]).toContain(reason);
    }
  });

  test('cannot claim a part of another run or key for this image', async () => {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    const annotationsOf = (run: string, key: string) => ({
      [REVISION]: COMMIT,
      [PART_ANNOTATIONS.run]: run,
      [PART_ANNOTATIONS.part]: key,
    });
    const old = await part(repository, 'linux/amd64', { salt: 'old', annotations: annotationsOf('0', 'key') });
    const other = await part(repository, 'linux/arm64', { salt: 'other', annotations: annotationsOf('1', 'other') });
    await upload('claims', [
      ...parts.map((pushed) => record(repository, pushed)),
      record(repository, old, { attempt: 2 }),
      record(repository, other, { attempt: 2 }),
    ]);
    const error = refused(await merge({ images: repository, tags: '1' }, inAttempt(2, 'claims')), repository);
    expect(error).toContain('(multiarch-build-part.key.linux-amd64.2.id3) was pushed by the run 0 by its annotations');
    expect(error).toContain(
      '(multiarch-build-part.key.linux-arm64.2.id4) is a part of other by its annotations, not of key',
    );
  });

  test('cannot claim this commit for the image of another commit', async () => {
    const repository = repositoryIn(registry);
    const bare = { attested: false, annotations: undefined };
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform, bare)));
    const old = await part(repository, 'linux/amd64', { ...bare, labels: { [REVISION]: OTHER_COMMIT, [SOURCE]: OWN } });
    await upload('commits', [
      ...parts.map((pushed) => record(repository, pushed)),
      record(repository, old, { attempt: 2 }),
    ]);
    const error = refused(await merge({ images: repository, tags: '1' }, inAttempt(2, 'commits')), repository);
    expect(error).toContain('they are of several commits, by their own labels:');
  });

  test('cannot replace an image that `digests` names', async () => {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    const images: Record<string, string> = Object.assign({}, ...parts.map((pushed) => pushed.images));
    const evil = await part(repository, 'linux/amd64', { salt: 'evil' });
    const claimed = parts[0]?.images ?? {};
    const inputs = { images: repository, tags: '1', digests: JSON.stringify(images) };
    await upload('swap', [record(repository, { ...evil, images: claimed })]);
    const error = refused(await merge(inputs, service.env('swap', 'merge')), repository);
    expect(error).toContain('has another digest for linux/amd64 than was recorded');
    expect(error).toContain('by multiarch-build-part.key.linux-amd64.1.id0');

    await upload('swap-2', [record(repository, { ...evil, images: claimed }, { run: '7' })]);
    const merged = await merge(inputs, service.env('swap-2', 'merge'));
    expect(index(`${repository}@${passed(merged).digest}`).digests).toEqual(PLATFORMS.map((name) => images[name]));
    expect(warningsOf(merged)).toEqual([
      'The record multiarch-build-part.key.linux-amd64.1.id0 is not used: its run is 7, and this run is 1.',
      expect.stringMatching(/^linux\/amd64, linux\/arm64, linux\/arm\/v7 merged without attestations: /),
    ]);
  });
});

test('prints every part with its source', async () => {
  const repository = repositoryIn(registry);
  const both = await part(repository, ['linux/amd64', 'linux/arm64']);
  const armv7 = await part(repository, 'linux/arm/v7');
  await upload('sources', [record(repository, both), record(repository, armv7)]);
  const { log } = await merge({ images: repository, tags: '1' }, service.env('sources', 'merge'));
  for (const [name, pushed, artifact] of [
    ['linux/amd64', both, 'linux-amd64+1.1.id0'],
    ['linux/arm64', both, 'linux-amd64+1.1.id0'],
    ['linux/arm/v7', armv7, 'linux-arm-v7.1.id1'],
  ] as const) {
    expect(log).toContain(
      `${name}: ${pushed.images[name]} in ${repository}, by multiarch-build-part.key.${artifact} (attempt 1), commit ${COMMIT}\n`,
    );
  }
});

describe('artifacts with the name of a record', () => {
  const zip = (files: Readonly<Record<string, Uint8Array>>) => Buffer.from(zipSync(files));
  const text = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const broken: readonly [string, Buffer, string][] = [
    ['an empty file', Buffer.alloc(0), 'it is not a zip archive'],
    ['an HTML page', Buffer.from('<html>'), 'it is not a zip archive'],
    ['an archive of another file', zip({ 'a.txt': text('a') }), 'it has no part.json'],
    ['a zip bomb', zip({ 'part.json': new Uint8Array(50_000_000) }), 'its part.json is larger than'],
    ['a file over the size limit', Buffer.alloc(2_000_000, 1), 'is larger than 262144 bytes'],
    ['invalid JSON', zip({ 'part.json': text('{') }), 'its part.json is not a valid record'],
    ['JSON null', zip({ 'part.json': text('null') }), 'its part.json is not a valid record'],
    [
      'a record without platforms',
      zip({ 'part.json': text({ key: 'key', digests: {} }) }),
      'its part.json is not a valid record',
    ],
  ];

  test('do not fail the merge of another image or of an image with all its parts', async () => {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    await upload(
      'broken-1',
      parts.map((pushed) => record(repository, pushed)),
    );
    for (const [i, [, content]] of broken.entries()) {
      service.plant('broken-1', `${RECORD.prefix}other.linux-amd64.1.x${i}`, content);
    }
    service.plant('broken-1', `${RECORD.prefix}`, Buffer.alloc(0));
    service.plant('broken-1', `${RECORD.prefix}a b`, Buffer.alloc(0));
    const inputs = { images: repository, tags: '1' };
    const first = await merge(inputs, service.env('broken-1', 'merge'));
    expectMerged(passed(first), repository, parts);
    expect(warningsOf(first)).toEqual([]);
    service.plant('broken-1', `${RECORD.prefix}key.linux-amd64.1.x`, Buffer.alloc(0));
    const second = await merge(inputs, service.env('broken-1', 'merge'));
    expectMerged(passed(second), repository, parts);
    expect(warningsOf(second)).toEqual([
      `The record ${RECORD.prefix}key.linux-amd64.1.x is not used: it is not a zip archive that can be read.`,
    ]);
  });

  test.each(broken)('are reported as the reason for a missing part: %s', async (_, content, reason) => {
    const repository = repositoryIn(registry);
    const run = `broken-${count}`;
    const parts = await Promise.all(PLATFORMS.slice(1).map((platform) => part(repository, platform)));
    await upload(
      run,
      parts.map((pushed) => record(repository, pushed)),
    );
    service.plant(run, `${RECORD.prefix}key.linux-amd64.1.x`, content);
    const error = refused(await merge({ images: repository, tags: '1' }, service.env(run, 'merge')), repository);
    expect(error).toContain(`linux/amd64 is missing; records that are not used: ${RECORD.prefix}key.linux-amd64.1.x (`);
    expect(error).toContain(reason);
  });

  test('are not replaced by a record of an older attempt', async () => {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    await upload(
      'older',
      parts.map((pushed) => record(repository, pushed)),
    );
    service.plant('older', `${RECORD.prefix}key.linux-arm64.2.x`, Buffer.alloc(0));
    const inputs = { images: repository, tags: '1' };
    const error = refused(await merge(inputs, inAttempt(2, 'older')), repository);
    expect(error).toContain(`the artifact ${RECORD.prefix}key.linux-arm64.2.x cannot be read`);
    // the first attempt ignores records of the second
    expectMerged(passed(await merge(inputs, inAttempt(1, 'older'))), repository, parts);
  });
});

test('accepts records that were uploaded twice', async () => {
  const repository = repositoryIn(registry);
  const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
  const records = parts.map((pushed) => record(repository, pushed));
  await upload('repeated', records);
  await upload('repeated', records, 'again');
  const merged = await merge({ images: repository, tags: '1' }, service.env('repeated', 'merge'));
  expectMerged(passed(merged), repository, parts);
  expect(warningsOf(merged)).toEqual([]);
});

test('merges by part tags on a server without the artifact service', async () => {
  const repository = repositoryIn(registry);
  const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
  for (const [i, arch] of ['amd64', 'arm64', 'arm-v7'].entries())
    await tagPart(repository, parts[i]?.digest ?? 'sha256:', `part-1-${arch}`);
  service.refuse('ListArtifacts', 1, 404, '<html>Not Found</html>');
  const env = service.env('none', 'merge');
  expectMerged(passed(await merge({ images: repository, tags: '1.2.3' }, env)), repository, parts);
});

test.each(['closes the connection', 'lists no record'])('merges by part tags on a server that %s', async (how) => {
  const repository = repositoryIn(registry);
  const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
  for (const [i, arch] of ['amd64', 'arm64', 'arm-v7'].entries())
    await tagPart(repository, parts[i]?.digest ?? 'sha256:', `part-1-${arch}_key`);
  if (how === 'closes the connection') service.loseAnswer('ListArtifacts', 1);
  const inputs = { images: repository, tags: 'latest', part: 'key' };
  expectMerged(passed(await merge(inputs, service.env('empty', 'merge'))), repository, parts);
});

test('reports missing part tags on a server that closes the connection', async () => {
  const repository = repositoryIn(registry);
  service.loseAnswer('ListArtifacts', 1);
  const error = refused(await merge({ images: repository, tags: '1' }, service.env('empty', 'merge')), repository);
  expect(error).toContain(`parts are missing: linux/amd64 (${repository}:part-1-amd64 does not exist)`);
  expect(error).not.toContain('could not be listed');
});

test('merges from records on a server like those of act and Gitea', async () => {
  const act = await startArtifactService('act');
  try {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    for (const [i, pushed] of parts.entries()) {
      const own = record(repository, pushed);
      const retry = { retries: 0, clock: systemClock, log: () => {} };
      const artifacts = createArtifacts(act.env('1', String(i)), { http, mask: () => {}, retry });
      await artifacts.leave(recordName(own, 'id'), RECORD.file, JSON.stringify(own));
    }
    const env = { ...act.env('1', '9'), GITHUB_SERVER_URL: 'https://git.example.com' };
    expectMerged(passed(await merge({ images: repository, tags: '1' }, env)), repository, parts);
  } finally {
    await act.stop();
  }
});

describe('merge from digests', () => {
  test('accepts digests by platform, by output and in references, and finds attestations through indexes and records', async () => {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    const [amd64, arm64, armv7] = parts;
    const tagged = { images: repository, tags: 'latest' };
    const byIndex = JSON.stringify({
      'linux/arm/v7': armv7?.digest,
      'linux/arm64': `${repository}@${arm64?.digest}`,
      amd64: `${repository}:any@${amd64?.digest}`,
    });
    const first = passed(await merge({ ...tagged, digests: byIndex }));
    expectMerged(first, repository, parts);

    const outputs = JSON.stringify({
      'digest-linux-amd64': amd64?.images['linux/amd64'],
      'digest-linux-arm64': arm64?.images['linux/arm64'],
      'digest-linux-arm-v7': armv7?.images['linux/arm/v7'],
      digest: armv7?.digest,
      version: '1.2.3',
      'digest-linux-s390x': '',
    });
    const bare = passed(await merge({ ...tagged, digests: outputs }));
    expect(index(`${repository}:latest`).digests).toEqual(PLATFORMS.map((name, i) => parts[i]?.images[name]));
    expect(bare.attestations).toBe('{}');
    const unknown = await merge({ ...tagged, digests: outputs });
    expect(warningsOf(unknown)).toEqual([
      expect.stringMatching(
        /^linux\/amd64, linux\/arm64, linux\/arm\/v7 merged without attestations: .*write the output/,
      ),
    ]);
    await upload(
      'run-7',
      parts.map((pushed) => record(repository, pushed)),
    );
    const known = await merge({ ...tagged, digests: outputs }, service.env('run-7', 'merge'));
    expect(passed(known).digest).toBe(first.digest);
    expect(warningsOf(known)).toEqual([]);
  });

  test('accepts a tag of each platform, and merges the digests that the tags have at the start', async () => {
    const [repository, staging] = [repositoryIn(registry), repositoryIn(other)];
    const parts = [
      await part(repository, 'linux/amd64'),
      await part(staging, 'linux/arm64'),
      await part(staging, 'linux/arm/v7', { attested: false }),
    ];
    const places = [repository, staging, staging];
    for (const [i, tag] of ['amd64', 'arm64', 'armv7'].entries()) {
      await tagPart(places[i] ?? '', parts[i]?.digest as `sha256:${string}`, tag);
    }
    const inputs = {
      images: repository,
      tags: 'latest',
      digests: JSON.stringify({
        'linux/amd64': `${repository}:amd64`,
        'linux/arm64': `${staging}:arm64`,
        'linux/arm/v7': `${staging}:armv7`,
      }),
    };
    const result = await merge(inputs);
    const outputs = passed(result);
    expect(JSON.parse(outputs.digests ?? '')).toEqual(Object.assign({}, ...parts.map(({ images }) => images)));
    expect(JSON.parse(outputs.attestations ?? '')).toEqual({ ...parts[0]?.attestations, ...parts[1]?.attestations });
    expect(result.log).toContain(`by digests (linux/arm64: ${staging}:arm64), commit`);
    // the tag is the image itself, so there is no index around it
    expect(warningsOf(result)).toEqual([]);
    expect(hub.digest(`${repository}:amd64`)).toBe(parts[0]?.digest);

    const whole = passed(await merge({ ...inputs, tags: 'stable', digests: `${repository}:latest` }));
    expect(whole.digest).toBe(outputs.digest);
    expect(hub.digest(`${repository}:stable`)).toBe(outputs.digest);
  });

  test('rejects tags that do not exist or hold other platforms than `digests` names', async () => {
    const repository = repositoryIn(registry);
    const staging = repositoryIn(registry);
    const [both, arm64] = [await part(staging, ['linux/amd64', 'linux/arm64']), await part(staging, 'linux/arm64')];
    await tagPart(staging, both.digest, 'both');
    await tagPart(staging, arm64.digest, 'arm64');
    const inputs = { images: repository, tags: '1', platforms: 'linux/amd64,linux/arm64' };
    const digests = (amd64: string, other: string) =>
      JSON.stringify({ 'linux/amd64': `${staging}:${amd64}`, 'linux/arm64': `${staging}:${other}` });
    const missing = refused(await merge({ ...inputs, digests: digests('no-amd64', 'no-arm64') }), repository);
    expect(missing).toContain(`digests: ${staging}:no-amd64, ${staging}:no-arm64 does not exist`);
    const mixed = refused(await merge({ ...inputs, digests: digests('arm64', 'both') }), repository);
    expect(mixed).toContain(
      `digests (linux/amd64: ${staging}:arm64) is linux/arm64, and it is expected for linux/amd64`,
    );
    expect(mixed).toContain(`digests (linux/arm64: ${staging}:both) has linux/amd64 too`);
    passed(await merge({ ...inputs, digests: digests('both', 'both') }));
  });

  test('finds the attestations of one image of a record with several, and copies them', async () => {
    const [repository, staging] = [repositoryIn(registry), repositoryIn(other)];
    const pushed = await part(staging, ['linux/amd64', 'linux/arm64']);
    await upload('run-8', [record(staging, pushed)]);
    const arm64 = `${staging}@${pushed.images['linux/arm64']}`;
    const inputs = { images: repository, tags: '1', platforms: 'linux/arm64', digests: `{"linux/arm64":"${arm64}"}` };
    const result = await merge(inputs, service.env('run-8', 'merge'));
    const outputs = passed(result);
    expect(warningsOf(result)).toEqual([]);
    expect(JSON.parse(outputs.attestations ?? '')).toEqual({ 'linux/arm64': pushed.attestations['linux/arm64'] });
    expect(index(`${repository}:1`).digests).toEqual([
      pushed.images['linux/arm64'],
      pushed.attestations['linux/arm64'],
    ]);
  });

  test('finds attestations by the part tags of this run without an artifact service, only for the image in a tag', async () => {
    const repository = repositoryIn(registry);
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
    const later = await part(repository, 'linux/arm64', { salt: 'later' });
    await tagPart(repository, parts[0]?.digest as `sha256:${string}`, 'part-77-amd64');
    await tagPart(repository, later.digest, 'part-77-arm64');
    const digests = JSON.stringify(Object.assign({}, ...parts.map(({ images }) => images)));
    const result = await merge({ images: repository, tags: '1', digests }, { GITHUB_RUN_ID: '77' });
    expect(JSON.parse(passed(result).attestations ?? '')).toEqual(parts[0]?.attestations);
    expect(warningsOf(result)).toEqual([expect.stringMatching(/^linux\/arm64, linux\/arm\/v7 merged without/)]);
  });

  test('does not warn about an image that has no attestations by its record', async () => {
    const repository = repositoryIn(registry);
    const plain = { attested: false, annotations: undefined };
    const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform, plain)));
    await upload(
      'run-9',
      parts.map((pushed) => record(repository, pushed)),
    );
    const digests = JSON.stringify(Object.assign({}, ...parts.map(({ images }) => images)));
    const inputs = { images: repository, tags: '1', digests };
    expect(warningsOf(await merge(inputs, service.env('run-9', 'merge')))).toEqual([]);
    expect(warningsOf(await merge(inputs))).toEqual([expect.stringMatching(/merged without attestations/)]);
  });

  test.each([
    ['{"linux/amd64": ', 'must be a JSON object'],
    ['["sha256:"]', 'must be a JSON object'],
    ['{}', 'the runner drops an output that holds a masked value'],
    ['{"digest-linux-amd64":"","digest-linux-arm64":""}', 'the runner drops an output that holds a masked value'],
    ['null', 'the runner drops an output that holds a masked value'],
    [
      `{"linux/amd64":"sha256:${'0'.repeat(64)}","linux/amd64":"sha256:${'1'.repeat(64)}"}`,
      'the key "linux/amd64" twice',
    ],
    [`{"digests":{"linux/arm64":"sha256:${'0'.repeat(64)}","linux/arm64":"x"}}`, 'the key "linux/arm64" twice'],
    [
      `{"digests":"{\\"linux/arm64\\":\\"sha256:${'0'.repeat(64)}\\",\\"linux/arm64\\":\\"x\\"}"}`,
      'digests: the key "linux/arm64" twice',
    ],
    ['{"digests":"{"}', 'digests: must be a JSON object'],
    [`{"linux/amd64":"sha256:${'0'.repeat(64)}","amd64":"sha256:${'1'.repeat(64)}"}`, 'a second digest of linux/amd64'],
    [`{"linux/amd46":"sha256:${'0'.repeat(64)}"}`, 'did you mean linux/amd64?'],
    ['{"linux/amd64":"latest"}', 'linux/amd64: must be a digest'],
  ])('rejects %s', async (digests, message) => {
    const repository = repositoryIn(registry);
    const error = refused(await merge({ images: repository, tags: '1', digests }), repository);
    expect(error).toContain(`digests: `);
    expect(error).toContain(message);
  });

  test('rejects digests of other platforms before it calls the registry', async () => {
    const proxy = await startFaultProxy(registry.host);
    logIn(join(root, 'docker'), registry, other, proxy);
    try {
      const repository = `${proxy.host}/acme/${++count}`;
      const [digest, second] = ['0', '1'].map((digit) => `sha256:${digit.repeat(64)}`);
      const digests = JSON.stringify({ 'linux/amd64': digest, 'linux/s390x': digest, 'linux/riscv64': second });
      const { code, log, commands } = await merge({ images: repository, tags: '1', digests });
      expect(code).toBe(1);
      const [error = ''] = commands.flatMap(({ command, message }) => (command === 'error' ? [message] : []));
      expect(error).toContain('2 problems in the inputs:');
      expect(error).toContain('digests: linux/arm64, linux/arm/v7 is missing;');
      expect(error).toContain('digests: linux/s390x, linux/riscv64 was not asked for;');
      expect(log).not.toContain('not in');
      expect(proxy.seen).toEqual([]);
    } finally {
      await proxy.stop();
    }
  });

  test.each<[string, (repository: string) => Promise<Record<string, string>>, string]>([
    ['a missing part', async (at) => digestsOf(at, ['linux/amd64', 'linux/arm64']), 'linux/arm/v7 is missing'],
    ['an additional part', async (at) => digestsOf(at, [...PLATFORMS, 'linux/s390x']), 'linux/s390x was not asked for'],
    [
      'swapped parts',
      async (at) => {
        const digests = await digestsOf(at, PLATFORMS);
        return { ...digests, 'linux/amd64': digests['linux/arm64'] ?? '', 'linux/arm64': digests['linux/amd64'] ?? '' };
      },
      'digests (linux/amd64) is linux/arm64, and it is expected for linux/amd64',
    ],
    [
      'an image with another platform in its config',
      async (at) => ({
        ...(await digestsOf(at, ['linux/amd64', 'linux/arm64'])),
        'linux/arm/v7': (await part(at, 'linux/arm/v7', { configured: 'linux/arm/v6' })).digest,
      }),
      'the image listed as linux/arm/v7 has a config for linux/arm/v6',
    ],
    [
      'a part of another commit',
      async (at) => ({
        ...(await digestsOf(at, ['linux/amd64', 'linux/arm64'])),
        'linux/arm/v7': (
          await part(at, 'linux/arm/v7', { labels: { [REVISION]: OTHER_COMMIT, [SOURCE]: OWN }, annotations: {} })
        ).digest,
      }),
      'they are of several commits',
    ],
    [
      'a part of another image',
      async (at) => ({
        ...(await digestsOf(at, ['linux/amd64', 'linux/arm64'])),
        'linux/arm/v7': (await part(at, 'linux/arm/v7', { annotations: { [PART_ANNOTATIONS.part]: 'other' } })).digest,
      }),
      'they are of several images, by their part key',
    ],
    [
      'a digest that does not exist',
      async (at) => ({ ...(await digestsOf(at, PLATFORMS)), 'linux/arm/v7': `sha256:${'0'.repeat(64)}` }),
      'digests (linux/arm/v7): sha256:0000',
    ],
    [
      'an index of several images for one platform',
      async (at) => ({ ...(await digestsOf(at, PLATFORMS)), 'linux/amd64': (await part(at, PLATFORMS)).digest }),
      'is an index of 3 images',
    ],
    [
      'a deleted attestation',
      async (at) => {
        const pushed = await part(at, 'linux/arm/v7');
        await deleteManifest(at, Object.values(pushed.attestations)[0] ?? 'sha256:');
        return { ...(await digestsOf(at, ['linux/amd64', 'linux/arm64'])), 'linux/arm/v7': pushed.digest };
      },
      'is missing, which belongs to',
    ],
  ])('rejects %s', async (_, make, message) => {
    const repository = repositoryIn(registry);
    const digests = JSON.stringify(await make(repository));
    expect(refused(await merge({ images: repository, tags: '1', digests }), repository)).toContain(message);
  });

  async function digestsOf(repository: string, platforms: readonly string[]): Promise<Record<string, string>> {
    const parts = await Promise.all(
      platforms.map(async (name) => [name, (await part(repository, name)).digest] as const),
    );
    return Object.fromEntries(parts);
  }
});

test('updates no tag if a smoke test fails', async () => {
  const repository = repositoryIn(registry);
  const whole = await part(repository, ['linux/amd64']);
  const inputs = { images: repository, tags: '1', platforms: 'linux/amd64', digests: whole.digest };
  const error = refused(await merge({ ...inputs, 'smoke-test': 'echo "$IMAGE"; exit 3' }), repository);
  expect(error).toContain('the smoke test of linux/amd64 failed: exit status 3');
});

test('promotes a multi-platform image under the same digest, and under another one with additional annotations', async () => {
  const repository = repositoryIn(registry);
  const whole = await part(repository, PLATFORMS);
  const inputs = { images: repository, tags: 'stable' };
  const all = { digest: whole.digest, digests: JSON.stringify(whole.images), tags: 'x:1' };
  for (const digests of [
    whole.digest,
    `${repository}@${whole.digest}`,
    JSON.stringify({ digest: whole.digest }),
    JSON.stringify(all),
  ]) {
    expect(passed(await merge({ ...inputs, digests })).digest).toBe(whole.digest);
  }
  const annotated = passed(await merge({ ...inputs, digests: whole.digest, annotations: 'a=b\nindex:c=d' }));
  expectMerged(annotated, repository, [whole]);
  expect(index(`${repository}:stable`).annotations).toEqual({ [REVISION]: COMMIT, a: 'b', c: 'd' });
  const some = await merge({ ...inputs, digests: whole.digest, platforms: 'linux/amd64,linux/arm64' });
  expect(some.code).toBe(1);
  expect(some.log).toContain('linux/arm/v7 is not requested');
});

test('merges part tags of one run, and rejects part tags of several runs', async () => {
  const repository = repositoryIn(registry);
  const parts = await Promise.all(PLATFORMS.map((platform) => part(repository, platform)));
  for (const [i, arch] of ['amd64', 'arm64', 'arm-v7'].entries())
    await tagPart(repository, parts[i]?.digest ?? 'sha256:', `1.2.3-${arch}`);
  const inputs = { images: repository, tags: '1.2.3', 'part-tag': '{tag}-{arch}' };
  const outputs = passed(await merge(inputs));
  expectMerged(outputs, repository, parts);
  expect(passed(await merge(inputs, service.env('run-8', 'merge'))).digest).toBe(outputs.digest);

  const stale = await part(repository, 'linux/arm64', {
    annotations: { [REVISION]: COMMIT, [PART_ANNOTATIONS.run]: '0', [PART_ANNOTATIONS.part]: 'key' },
  });
  await tagPart(repository, stale.digest, '1.2.3-arm64');
  const refusedRun = await merge(inputs);
  expect(refusedRun.log).toContain('they are of several runs: 1 (');
  await tagPart(repository, parts[1]?.digest ?? 'sha256:', '1.2.3-arm64');
  const later = { GITHUB_RUN_ID: '2' };
  expect((await merge(inputs, later)).log).toContain(`1.2.3-amd64 is of ${COMMIT}, left by the run 1`);
  const unknown = await merge(inputs, { ...later, GITHUB_SHA: '' });
  expect(unknown.log).toContain(`1.2.3-amd64 is of ${COMMIT}, left by the run 1`);
  expect(passed(await merge(inputs, { ...later, GITHUB_SHA: COMMIT })).digest).toBe(outputs.digest);
  const ofOther = await merge({ ...inputs, part: 'other' });
  expect(ofOther.log).toContain('1.2.3-amd64 is a part of key by its annotations, not of other');
  const missing = await merge({ ...inputs, tags: '1.2.4' });
  expect(missing.log).toContain(
    `parts are missing: linux/amd64 (${repository}:1.2.4-amd64 does not exist), linux/arm64 (`,
  );
  expect(hub.digest(`${repository}:1.2.3`)).toBe(outputs.digest);
});

test('copies parts from other repositories and registries, and publishes the image in each repository', async () => {
  const [first, second] = [repositoryIn(registry), repositoryIn(other)];
  const [partsHere, partsThere] = [repositoryIn(registry), repositoryIn(other)];
  const parts = [
    await part(partsHere, ['linux/amd64', 'linux/arm64']),
    await part(partsThere, 'linux/arm/v7', { attested: true }),
  ];
  const [two, one] = parts;
  const digests = JSON.stringify({
    'linux/amd64': `${partsHere}@${two?.digest}`,
    'linux/arm64': `${partsHere}@${two?.digest}`,
    'linux/arm/v7': `${partsThere}@${one?.digest}`,
  });
  const outputs = passed(await merge({ images: `${first}\n${second}`, tags: '1\n2', digests, retries: '3' }));
  for (const repository of [first, second]) {
    expectMerged(outputs, repository, parts);
    expect(hub.tags(repository).toSorted()).toEqual(['1', '2']);
    expect(
      hub.blob(`${repository}@${hub.manifest(`${repository}@${outputs['digest-linux-arm-v7']}`).layers?.[0]?.digest}`),
    ).toBeTruthy();
  }
  expect(outputs.images?.split('\n')).toEqual([`${first}@${outputs.digest}`, `${second}@${outputs.digest}`]);
});

test('keeps attestations of parts that `digests` names in a staging repository', async () => {
  const [repository, staging] = [repositoryIn(registry), repositoryIn(other)];
  const parts = await Promise.all(PLATFORMS.map((platform) => part(staging, platform)));
  await upload(
    'staging',
    parts.map((pushed) => record(staging, pushed)),
  );
  const env = service.env('staging', 'merge');
  const inputs = { images: repository, tags: '1', part: 'key' };
  const error = refused(await merge(inputs, env), repository);
  expect(error).toContain(`${staging} is not among \`images\``);
  expect(error).toContain('Hand over parts in other repositories by `digests`');
  const pairs = PLATFORMS.map((name, i) => [name, `${staging}@${parts[i]?.images[name]}`]);
  const digests = JSON.stringify(Object.fromEntries(pairs));
  expectMerged(passed(await merge({ ...inputs, digests }, env)), repository, parts);
});

test('does not update derived tags to an older version, but updates a tag that the input names', async () => {
  const repository = repositoryIn(registry);
  const publish = async (version: string, inputs: Readonly<Record<string, string>>) => {
    const annotations = { [REVISION]: COMMIT, [VERSION]: version };
    const whole = await part(repository, PLATFORMS, { salt: version, annotations });
    const ref = `refs/tags/v${version}`;
    return merge({ images: repository, digests: whole.digest, ...inputs }, { GITHUB_REF: ref });
  };
  const newer = passed(await publish('1.3.0', { tags: 'auto' }));
  const older = await publish('1.2.9', { tags: 'auto' });
  expect(passed(older).tags?.split('\n')).toEqual([`${repository}:1.2.9`, `${repository}:1.2`]);
  expect(older.commands.filter(({ command }) => command === 'notice').map(({ message }) => message)).toEqual([
    `${repository}:1 stays at 1.3.0: this is 1.2.9, which is older`,
    `${repository}:latest stays at 1.3.0: this is 1.2.9, which is older`,
  ]);
  expect(hub.digest(`${repository}:latest`)).toBe(newer.digest);
  expect(passed(await publish('1.2.9', { tags: 'latest', version: '1.2.9' })).tags).toBe(`${repository}:latest`);
});

test.each([
  ['a prefix', 'auto', 'prefix=app-'],
  ['a suffix', 'auto', 'suffix=-alpine,onlatest=true'],
  ['the minor version first', 'type=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{version}}', ''],
  ['a commit first', 'type=sha,priority=2000\ntype=semver,pattern={{version}}', 'latest=true'],
])('does not update tags of plan to an older version, with %s', async (_, tags, flavor) => {
  const repository = repositoryIn(registry);
  const release = async (version: string) => {
    const env = { GITHUB_REF: `refs/tags/v${version}`, GITHUB_REF_NAME: `v${version}`, GITHUB_REF_TYPE: 'tag' };
    const temp = mkdtempSync(join(root, 'temp-'));
    const inputs = { images: repository, tags, flavor };
    const planned = passed(await runAction({ action: PLAN, workspace: root, temp, inputs, env }));
    const parts = await Promise.all(PLATFORMS.map((name) => part(repository, name, { salt: version })));
    const digests = JSON.stringify(Object.fromEntries(PLATFORMS.map((name, i) => [name, parts[i]?.digest])));
    const handed = { tags: planned.tags ?? '', version: planned.version ?? '', release: planned.release ?? '' };
    return merge({ images: repository, digests, ...handed }, env);
  };
  const newer = passed(await release('1.3.0'));
  const latest = newer.tags?.split('\n').find((tag) => tag.includes('latest')) ?? '';
  expect(index(latest).annotations?.[VERSION]).toBe(newer.version);
  const older = await release('1.2.9');
  expect(passed(older).tags).not.toContain('latest');
  expect(older.log).toContain(`${latest} stays at `);
  expect(hub.digest(latest)).toBe(newer.digest);
  expect(passed(await release('1.3.1')).tags).toContain(latest);
});

test('plan and merge succeed for a merge group without publishing', async () => {
  const repository = repositoryIn(registry);
  const branch = 'gh-readonly-queue/main/pr-7-860c1904';
  const env = { GITHUB_EVENT_NAME: 'merge_group', GITHUB_REF: `refs/heads/${branch}`, GITHUB_REF_NAME: branch };
  const temp = mkdtempSync(join(root, 'temp-'));
  const inputs = { images: repository, tags: 'auto' };
  const { tags, version, release } = passed(await runAction({ action: PLAN, workspace: root, temp, inputs, env }));
  expect([tags, version, release]).toEqual(['', '', '']);
  for (const given of [inputs, { ...inputs, tags: '' }]) {
    const result = await merge(given, env);
    expect(passed(result)).toEqual({});
    expect(result.log).toContain('the image of a merge group is not published');
  }
  expect(hub.tags(repository)).toEqual([]);
});

describe('the version in the labels of a published image', () => {
  /** Releases 1.2.3 while `latest` is a single-platform image. Returns true if `latest` is updated. */
  async function release(labels: Readonly<Record<string, string>>, more: Partial<PartOptions> = {}): Promise<boolean> {
    const repository = repositoryIn(registry);
    const published = await pushPart(repository, { platforms: ['linux/amd64'], attested: false, labels, ...more });
    await tagPart(repository, published.digest, 'latest');
    const whole = await part(repository, PLATFORMS);
    const result = await merge(
      { images: repository, tags: 'auto', digests: whole.digest },
      { GITHUB_REF: 'refs/tags/v1.2.3' },
    );
    const { tags, digest } = passed(result);
    const isUpdated = tags?.split('\n').includes(`${repository}:latest`) ?? false;
    expect(hub.digest(`${repository}:latest`)).toBe(isUpdated ? digest : published.digest);
    return isUpdated;
  }

  test.each<[string, Readonly<Record<string, string>>]>([
    ['without revision and source, as in ubuntu 24.10', { [VERSION]: '24.10' }],
    ['with revision and source of its base image', { [VERSION]: '24.10', [REVISION]: OTHER_COMMIT, [SOURCE]: BASE }],
    ['without a revision', { [VERSION]: '24.10', [SOURCE]: OWN }],
    ['with an empty revision', { [VERSION]: '24.10', [REVISION]: '', [SOURCE]: OWN }],
    ['without a source', { [VERSION]: '24.10', [REVISION]: OTHER_COMMIT }],
    [
      'with a source that only starts with this repository',
      { [VERSION]: '24.10', [REVISION]: OTHER_COMMIT, [SOURCE]: `${OWN}-base` },
    ],
  ])('does not keep a floating tag: %s', async (_, labels) => {
    expect(await release(labels)).toBe(true);
    expect(await release(labels, { attested: true })).toBe(true);
    expect(await release(labels, { attested: true, annotations: { [REVISION]: OTHER_COMMIT } })).toBe(true);
  });

  test.each([OWN, `${OWN}.git`, 'https://github.com/Example/Hello/'])(
    'keeps a newer floating tag with a revision and the source %s',
    async (source) => {
      const labels = { [VERSION]: '1.3.0', [REVISION]: OTHER_COMMIT, [SOURCE]: source };
      expect(await release(labels)).toBe(false);
      expect(await release(labels, { attested: true })).toBe(false);
    },
  );

  test('is ignored if the index has a version', async () => {
    const labels = { [VERSION]: '24.10' };
    expect(await release(labels, { attested: true, annotations: { [VERSION]: '1.2.0' } })).toBe(true);
    expect(await release(labels, { attested: true, annotations: { [VERSION]: '1.3.0' } })).toBe(false);
  });
});

test('merges parts with the labels of base images of several commits, and does not record these commits', async () => {
  const repository = repositoryIn(registry);
  const parts = await Promise.all(
    PLATFORMS.map((name, i) => {
      const labels = { [REVISION]: `${i}`.repeat(40), [SOURCE]: BASE };
      return part(repository, name, { labels, annotations: undefined });
    }),
  );
  const digests = JSON.stringify(Object.fromEntries(PLATFORMS.map((name, i) => [name, parts[i]?.digest])));
  const outputs = passed(await merge({ images: repository, tags: '1', digests }, { GITHUB_SHA: COMMIT }));
  expect(index(`${repository}@${outputs.digest}`).annotations).toEqual({ [REVISION]: COMMIT });
});

test('prefers the version of the merge to the version of its parts', async () => {
  const repository = repositoryIn(registry);
  const parts = await Promise.all(PLATFORMS.map((name) => part(repository, name)));
  const digests = JSON.stringify(Object.fromEntries(PLATFORMS.map((name, i) => [name, parts[i]?.digest])));
  const annotations = 'own={{version}} of {{revision}}';
  passed(await merge({ images: repository, tags: 'auto', version: '2.0.0', digests, annotations }));
  expect(index(`${repository}:2.0.0`).annotations).toMatchObject({
    [VERSION]: '2.0.0',
    [REVISION]: COMMIT,
    own: `2.0.0 of ${COMMIT}`,
  });
});

test.each<{
  readonly title: string;
  readonly labels: object;
  readonly more: Partial<PartOptions>;
  readonly expected: object;
}>([
  {
    title: 'a label of parts without an index',
    labels: { [TITLE]: 'mine' },
    more: { attested: false, annotations: undefined },
    expected: { [TITLE]: 'mine', [VERSION]: '2.0.0', [CREATED]: '2024-05-06T07:08:09.000Z' },
  },
  {
    title: 'a version label of parts of the same release',
    labels: { [VERSION]: 'edition 7' },
    more: { annotations: { [REVISION]: COMMIT, [VERSION]: 'edition 7', [RELEASE_ANNOTATION]: '2.0.0' } },
    expected: { [TITLE]: 'hello', [VERSION]: 'edition 7', [RELEASE_ANNOTATION]: '2.0.0' },
  },
])('does not contradict $title', async ({ labels, more, expected }) => {
  const repository = repositoryIn(registry);
  const times = ['2024-05-06T07:08:09.000Z', '2023-01-01T00:00:00.000Z', '2022-01-01T00:00:00.000Z'];
  const own = { [REVISION]: COMMIT, [SOURCE]: OWN, ...labels };
  const parts = await Promise.all(
    PLATFORMS.map((name, i) => part(repository, name, { labels: { ...own, [CREATED]: times[i] ?? '' }, ...more })),
  );
  const digests = JSON.stringify(Object.fromEntries(PLATFORMS.map((name, i) => [name, parts[i]?.digest])));
  passed(await merge({ images: repository, tags: 'auto', version: '2.0.0', digests }));
  expect(index(`${repository}:2.0.0`).annotations).toMatchObject(expected);
});

test('accepts a revision label that the user set', async () => {
  const repository = repositoryIn(registry);
  const labels = { [REVISION]: 'release-42', [SOURCE]: OWN };
  const parts = await Promise.all(
    PLATFORMS.map((name) => part(repository, name, { attested: false, labels, annotations: undefined })),
  );
  await upload(
    'run-12',
    parts.map((pushed) => record(repository, pushed)),
  );
  const outputs = passed(await merge({ images: repository, tags: '1' }, service.env('run-12', 'merge')));
  expect(index(`${repository}@${outputs.digest}`).annotations).toEqual({ [REVISION]: 'release-42' });
});

test('keeps attestations of a part for several platforms if `digests` names its images one by one', async () => {
  const repository = repositoryIn(registry);
  const both = await part(repository, ['linux/amd64', 'linux/arm64']);
  const armv7 = await part(repository, 'linux/arm/v7');
  const old = { ...both, digest: armv7.digest };
  await upload('run-10', [
    record(repository, old),
    record(repository, both, { attempt: 2 }),
    record(repository, armv7),
  ]);
  const inputs = { images: repository, tags: '1', digests: JSON.stringify({ ...both.images, ...armv7.images }) };
  expectMerged(passed(await merge(inputs, inAttempt(2, 'run-10'))), repository, [both, armv7]);
});

test('creates the same index for parts with different times in each order', async () => {
  const repository = repositoryIn(registry);
  const parts = await Promise.all(
    PLATFORMS.map((name, i) => {
      const labels = {
        [REVISION]: COMMIT,
        [SOURCE]: OWN,
        'org.opencontainers.image.created': `2024-01-0${i + 1}T00:00:00Z`,
      };
      return part(repository, name, { attested: false, labels, annotations: undefined });
    }),
  );
  const pairs = PLATFORMS.map((name, i) => [name, parts[i]?.digest] as const);
  const inputs = { images: repository, tags: '1', version: '1' };
  const merged = await merge({ ...inputs, digests: JSON.stringify(Object.fromEntries(pairs)) });
  const reversed = await merge({ ...inputs, digests: JSON.stringify(Object.fromEntries(pairs.toReversed())) });
  expect(passed(reversed).digest).toBe(passed(merged).digest);
});

test('updates a floating tag of an artifact that is not an image', async () => {
  const repository = repositoryIn(registry);
  const whole = await part(repository, PLATFORMS);
  await putChart(repository);
  const env = { GITHUB_REF: 'refs/tags/v1.2.3' };
  const outputs = passed(await merge({ images: repository, tags: 'auto', digests: whole.digest }, env));
  expect(hub.digest(`${repository}:latest`)).toBe(outputs.digest);
});

test('accepts an immutable version tag with equivalent content, and rejects other content of the same commit', async () => {
  const proxy = await startFaultProxy(registry.host);
  logIn(join(root, 'docker'), registry, other, proxy);
  try {
    const behind = repositoryIn(registry);
    const repository = behind.replace(registry.host, proxy.host);
    const created = (time: string) => ({ [REVISION]: COMMIT, 'org.opencontainers.image.created': time });
    const made = (time: string) => part(behind, PLATFORMS, { labels: created(time) });
    const [first, again] = [await made('2024-01-01T00:00:00Z'), await made('2024-01-02T00:00:00Z')];
    const different = await part(behind, PLATFORMS, { salt: 'different', labels: created('2024-01-01T00:00:00Z') });
    const inputs = { images: repository, tags: '1.2.3\nlatest', version: '1.2.3' };
    expect(passed(await merge({ ...inputs, tags: '1.2.3', digests: first.digest })).digest).toBe(first.digest);
    const immutable = { status: 400, body: '{"errors":[{"code":"TAG_INVALID","message":"the tag is immutable"}]}' };
    proxy.fail({ fault: { kind: 'status', ...immutable }, method: 'PUT', path: /manifests\/1\.2\.3$/, times: 99 });

    const outputs = passed(await merge({ ...inputs, digests: again.digest }));
    expect(outputs.digest).toBe(first.digest);
    expect(JSON.parse(outputs.digests ?? '')).toEqual(first.images);
    expect(first.images).not.toEqual(again.images);
    expect(hub.digest(`${behind}:latest`)).toBe(first.digest);
    const refusedOther = await merge({ ...inputs, digests: different.digest });
    expect(refusedOther.code).toBe(1);
    expect(refusedOther.log).toContain(
      `holds ${first.digest} and the registry does not update it to ${different.digest}`,
    );
    expect(refusedOther.log).toContain('they differ in layer 1 of linux/amd64');
    expect(hub.digest(`${behind}:latest`)).toBe(first.digest);
  } finally {
    await proxy.stop();
  }
});

test('publishes one of two concurrent releases of a tag, and reports the overwritten one', async () => {
  const repository = repositoryIn(registry);
  const wholes = await Promise.all(['a', 'b'].map((salt) => part(repository, PLATFORMS, { salt })));
  const results = await Promise.all(
    // a registry with files answers 500 for a tag that another request is writing
    wholes.map(({ digest }) => merge({ images: repository, tags: '1.2.3\nlatest', digests: digest, retries: '3' })),
  );
  const held = ['1.2.3', 'latest'].map((tag) => hub.digest(`${repository}:${tag}`));
  for (const digest of held) expect(wholes.map((whole) => whole.digest)).toContain(digest);
  for (const [i, result] of results.entries()) {
    const lost = held.some((digest) => digest !== wholes[i]?.digest);
    // a job that ended before the other began succeeds
    if (result.code === 1) expect(result.log).toContain('Another job publishes the same tag');
    else expect(result.outputs.digest).toBe(wholes[i]?.digest);
    if (!lost) expect(result.code).toBe(0);
  }
});
