import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { type RunResult, runAction, runPost } from '../../script/runner.mjs';
import { PART_ANNOTATIONS } from '../../src/model/naming.ts';
import { type ArtifactService, startArtifactService } from '../support/artifact-service.ts';
import { crane } from '../support/crane.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { describeForm } from '../support/forms.ts';
import { logIn } from '../support/login.ts';
import { pushPart, tagPart } from '../support/part.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

jest.setTimeout(120_000);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RELEASE = { GITHUB_REF: 'refs/tags/v1.2.3', GITHUB_REF_NAME: 'v1.2.3', GITHUB_REF_TYPE: 'tag' };
const IMAGE = 'org.opencontainers.image';
const hub = crane();

let registry: TestRegistry;
let service: ArtifactService;
let root: string;
let workspace: string;
let revision: string;

beforeAll(async () => {
  [registry, service] = await Promise.all([startRegistry({ htpasswd: true }), startArtifactService()]);
  root = mkdtempSync(join(tmpdir(), 'release-'));
  logIn(join(root, 'docker'), registry);
  workspace = mkdtempSync(join(root, 'checkout-'));
  writeFileSync(join(workspace, 'Dockerfile'), 'FROM busybox\nARG V\nRUN echo "$V" >/version\n');
  const env = { ...process.env, GIT_COMMITTER_DATE: '2024-01-02T03:04:05+02:00' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, env }).toString().trim();
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com', 'commit', '--quiet', '--message', 'All');
  revision = git('rev-parse', 'HEAD');
});
afterAll(async () => {
  await Promise.all([registry.stop(), service.stop()]);
  rmSync(root, { recursive: true, force: true });
});

async function step(
  action: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const temp = mkdtempSync(join(root, 'temp-'));
  const options = { action: join(ROOT, action), workspace, temp, inputs, env: { ...RELEASE, ...env } };
  const result = await runAction(options);
  if (action !== 'plan') await runPost({ ...options, state: result.state });
  if (result.code !== 0) throw new Error(result.log);
  return result;
}

test('sets labels, annotations and build arguments of a release with `tags: auto`', async () => {
  const repository = `${registry.host}/acme/auto`;
  const started = Date.now();
  const { outputs } = await step('.', {
    images: repository,
    tags: 'auto',
    platforms: 'linux/amd64,linux/arm64',
    'build-args': 'V={{version}} {{revision}}',
    labels: `${IMAGE}.title=mine`,
    cache: 'false',
    push: 'true',
  });
  expect(outputs.version).toBe('1.2.3');
  expect(outputs.tags?.split('\n')).toEqual(['1.2.3', '1.2', '1', 'latest'].map((tag) => `${repository}:${tag}`));
  const expected = {
    [`${IMAGE}.revision`]: revision,
    [`${IMAGE}.version`]: '1.2.3',
  };
  expect(hub.config(`${repository}:1`, 'linux/arm64').config.Labels).toMatchObject({
    ...expected,
    [`${IMAGE}.title`]: 'mine',
  });
  const { annotations } = hub.manifest(`${repository}:1`);
  expect(annotations).toMatchObject({ ...expected, [`${IMAGE}.title`]: 'mine' });
  // the time of the build, not of the commit
  expect(new Date(annotations?.[`${IMAGE}.created`] ?? '').getTime()).toBeGreaterThanOrEqual(started);
});

test('builds one commit on two cold builders with the same digest', async () => {
  const repository = `${registry.host}/acme/again`;
  const build = async (provenance: string) =>
    (
      await step('.', {
        images: repository,
        tags: 'auto',
        platforms: 'linux/amd64,linux/arm64',
        'source-date-epoch': 'commit',
        driver: 'docker-container',
        cache: 'false',
        push: 'true',
        provenance,
      })
    ).outputs;
  const [first, second] = [await build('false'), await build('false')];
  expect(second.digest).toBe(first.digest);
  expect(hub.manifest(`${repository}:1`).annotations).toMatchObject({
    [`${IMAGE}.created`]: '2024-01-02T01:04:05.000Z',
  });
  const attested = await build('mode=min');
  expect(attested.digests).toBe(first.digests);
  expect(attested.digest).not.toBe(first.digest);
});

test('merges the records that matrix jobs upload', async () => {
  const repository = `${registry.host}/acme/jobs`;
  const plan = (await step('plan', { images: repository, tags: 'auto', platforms: 'linux/amd64,linux/arm64' })).outputs;
  const { tags = '', version = '', platforms = '' } = plan;
  for (const { platform, slug } of JSON.parse(plan.rows ?? '')) {
    const inputs = { images: repository, tags, version, platforms: platform, 'push-by-digest': 'true', cache: 'false' };
    const { outputs } = await step('.', inputs, service.env('run', slug));
    expect(outputs.tags).toBe('');
    expect(hub.manifest(`${repository}@${outputs.digest}`).annotations).toMatchObject({ [PART_ANNOTATIONS.run]: '1' });
    const labels = hub.config(`${repository}@${outputs.digest}`, platform).config.Labels;
    expect(labels).toMatchObject({ [`${IMAGE}.revision`]: revision, [`${IMAGE}.version`]: '1.2.3' });
    expect(JSON.stringify(labels)).not.toContain('multiarch-build');
  }
  expect(hub.tags(repository)).toEqual([]);
  expect(service.names('run')).toHaveLength(2);

  const { outputs } = await step(
    'merge',
    { images: repository, tags, version, platforms },
    service.env('run', 'merge'),
  );
  expect(outputs.tags?.split('\n')).toEqual(['1.2.3', '1.2', '1', 'latest'].map((tag) => `${repository}:${tag}`));
  expect(Object.keys(JSON.parse(outputs.attestations ?? ''))).toEqual(['linux/amd64', 'linux/arm64']);
  const { annotations } = hub.manifest(`${repository}:latest`);
  expect(annotations).toMatchObject({ [`${IMAGE}.revision`]: revision, [`${IMAGE}.version`]: '1.2.3' });
  expect(Object.keys(annotations ?? {}).filter((name) => name.includes('multiarch-build'))).toEqual([]);
});

/** @param isLong false for the tests that `script/test` runs: each publishes a release, which takes 20 s. */
const declareTests = (driver: 'docker' | 'docker-container', isLong: boolean) => {
  const immutable = { status: 400, body: '{"errors":[{"code":"TAG_INVALID","message":"the tag is immutable"}]}' };
  const docker = (...args: string[]) => execFileSync('docker', args, { stdio: 'pipe' }).toString().trim();
  const floating = ['1.2', '1', 'latest'];
  let proxy: FaultProxy;
  let repository: string;
  /** The same repository at the registry itself, because the proxy does not answer while crane blocks this process. */
  let behind: string;
  let inputs: Readonly<Record<string, string>>;
  beforeAll(async () => {
    proxy = await startFaultProxy(registry.host);
    logIn(join(root, 'docker'), registry, proxy);
  });
  afterAll(() => proxy.stop());
  afterEach(() => proxy.reset());

  /** Releases an image, and makes its version tag immutable. */
  async function release(name: string, more: Readonly<Record<string, string>> = {}): Promise<RunResult> {
    repository = `${proxy.host}/acme/${name}-${driver}`;
    behind = repository.replace(proxy.host, registry.host);
    inputs = {
      ...{
        images: repository,
        tags: 'auto',
        platforms: 'linux/amd64,linux/arm64',
        driver,
        cache: 'false',
        retries: '0',
      },
      // a new builder executes each RUN again
      ...{ 'source-date-epoch': driver === 'docker' ? '' : 'commit', push: 'true', ...more },
    };
    const first = await step('.', inputs);
    proxy.fail({ fault: { kind: 'status', ...immutable }, method: 'PUT', path: /manifests\/1\.2\.3$/, times: 99 });
    return first;
  }

  test('keeps the published image with the same layers in a second run, for all tags, outputs and `load`', async () => {
    const first = await release('same');
    // another provenance, and so another index
    const again = await step('.', { ...inputs, load: 'true' });
    expect(again.outputs.digest).toBe(first.outputs.digest);
    expect(again.outputs.digests).toBe(first.outputs.digests);
    expect(again.log).toContain(`${repository}@${first.outputs.digest} of an earlier run stays published`);
    for (const tag of ['1.2.3', ...floating]) expect(hub.digest(`${behind}:${tag}`)).toBe(first.outputs.digest);
    try {
      expect(docker('inspect', '--format', '{{.Id}}', `${repository}:latest`)).toBe(first.outputs.digest);
    } finally {
      docker('rmi', '--force', ...['1.2.3', ...floating].map((tag) => `${repository}:${tag}`));
    }
  });

  const differences: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['other layers', { 'build-args': 'V=again' }, /they differ in layer \d of linux\/amd64/],
    [
      'another label',
      { labels: 'stage=test' },
      /they differ in the config's field config\.Labels\.stage of linux\/amd64/,
    ],
    ['fewer platforms', { platforms: 'linux/amd64' }, /they differ in the platforms \(built: linux\/amd64; /],
  ];
  test.each(isLong ? differences : differences.slice(0, 1))(
    'rejects an image of the same commit with %s, and reports both digests',
    async (name, more, problem) => {
      const { outputs } = await release(name.replaceAll(' ', '-'));
      const log = await step('.', { ...inputs, ...more }).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(log).toContain(
        `${repository}:1.2.3 holds ${outputs.digest} and the registry does not update it to sha256:`,
      );
      expect(log).toMatch(problem);
      for (const tag of ['1.2.3', ...floating]) expect(hub.digest(`${behind}:${tag}`)).toBe(outputs.digest);
    },
  );

  (isLong ? test : test.skip)('rejects a published image with the same layers and without an attestation', async () => {
    const { outputs } = await release('incomplete');
    const attestations: Record<string, string> = JSON.parse(outputs.attestations ?? '{}');
    registry.lose(attestations['linux/arm64'] ?? '');
    await expect(step('.', inputs)).rejects.toThrow(/1\.2\.3 holds sha256:.*: it cannot be read as an image/);
    for (const tag of ['1.2.3', ...floating]) expect(hub.digest(`${behind}:${tag}`)).toBe(outputs.digest);
  });

  test('rejects an image of another account with the public commit in its labels', async () => {
    repository = `${proxy.host}/acme/unrelated-${driver}`;
    behind = repository.replace(proxy.host, registry.host);
    const labels = { [`${IMAGE}.revision`]: revision, [`${IMAGE}.version`]: '1.2.3' };
    const platforms = ['linux/amd64', 'linux/arm64'];
    const { digest } = await pushPart(behind, { platforms, labels, annotations: labels });
    await tagPart(behind, digest, '1.2.3');
    proxy.fail({ fault: { kind: 'status', ...immutable }, method: 'PUT', path: /manifests\/1\.2\.3$/, times: 99 });
    const unrelated = {
      images: repository,
      tags: 'auto',
      platforms: platforms.join(),
      driver,
      cache: 'false',
      push: 'true',
    };
    await expect(step('.', { ...unrelated, retries: '0' })).rejects.toThrow(
      `${repository}:1.2.3 holds ${digest} and the registry does not update it to sha256:`,
    );
    expect(hub.tags(behind)).toEqual(['1.2.3']);
  });
};

const IMMUTABLE = 'a version tag that the registry does not update';
describeForm(IMMUTABLE, 'engine', () => declareTests('docker', true), { long: true });
for (const long of [false, true])
  describeForm(IMMUTABLE, 'docker-container', () => declareTests('docker-container', long), { long });
