import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { logIn } from '../support/login.ts';
import { expectPublished } from '../support/published.ts';
import { ALICE, startRegistry, type TestRegistry } from '../support/registry.ts';
import { Repositories, ROOT, type Trigger, type WorkflowRun } from './workflow.ts';

jest.setTimeout(180_000);

const MAIN: Trigger = { ref: 'refs/heads/main' };
const WORKFLOWS = readdirSync(`${ROOT}/examples/matrix/.github/workflows`);
const hub = crane();

const config = mkdtempSync(join(tmpdir(), 'docker-config-'));
let registry: TestRegistry;
let other: TestRegistry;
let repositories: Repositories;

beforeAll(async () => {
  [registry, other] = await Promise.all([startRegistry({ htpasswd: true }), startRegistry({ htpasswd: true })]);
  logIn(config, registry, other);
  repositories = new Repositories();
});
afterAll(async () => {
  repositories.remove();
  await Promise.all([registry.stop(), other.stop()]);
  rmSync(config, { recursive: true });
});

type Edit = (text: string) => string;

/** Commits the example with one of its workflows. */
function commit(name: string, edit: Edit = (text) => text): string {
  expect(WORKFLOWS).toContain(`${name}.yml`);
  const path = `.github/workflows/${name}.yml`;
  const local: Edit = (text) => edit(text.replaceAll('ghcr.io', registry.host).replaceAll('quay.io', other.host));
  const parts = { 'examples/matrix/Dockerfile': 'Dockerfile', [`examples/matrix/${path}`]: path };
  return repositories.commit(parts, { [path]: local });
}

async function pass(repository: string, trigger: Trigger = MAIN): Promise<WorkflowRun> {
  const done = await repositories.push(repository, trigger);
  if (!done.succeeded) throw new Error(`the workflow failed: ${done.errors.join('\n')}\n${done.log}`);
  return done;
}

test('image: merges native matrix jobs after a rerun of a failed job', async () => {
  const image = `${registry.host}/acme/matrix`;
  const broken: Edit = (text) =>
    text.replace(
      '      - uses: org/multiarch-build@v1\n        with:\n',
      '      - run: test "$SLUG" != "$BROKEN"\n        env:\n          SLUG: $' +
        '{{ matrix.slug }}\n          BROKEN: $' +
        '{{ vars.BROKEN }}\n      - uses: org/multiarch-build@v1\n        with:\n',
    );
  const repository = commit('image', broken);
  const trigger: Trigger = { ref: 'refs/tags/v1.2.3' };
  const failed = await repositories.push(repository, { ...trigger, vars: { BROKEN: 'linux-arm64' } });
  expect(failed.succeeded).toBe(false);
  expect(hub.tags(image).filter((tag) => /^(1|latest)/.test(tag) && !tag.includes('-'))).toEqual([]);
  expect(hub.tags(image).toSorted()).toEqual(['part-1-amd64', 'part-1-arm-v7']);

  const done = await pass(repository, { ...trigger, job: 'merge', matrix: 'slug:linux-arm64' });
  const { merge = {} } = done.outputs;
  expectPublished(
    merge,
    ['1.2.3', '1.2', '1', 'latest'].map((tag) => `${image}:${tag}`),
  );
  expect(merge.platforms).toBe('linux/amd64,linux/arm64,linux/arm/v7');
  expect(Object.keys(JSON.parse(merge.attestations ?? ''))).toHaveLength(3);
  expect(hub.manifest(`${image}:latest`).annotations).toMatchObject({ 'org.opencontainers.image.version': '1.2.3' });
});

test('outputs: merges parts by the outputs of jobs', async () => {
  const { merge = {} } = (await pass(commit('outputs'))).outputs;
  expectPublished(merge, [`${registry.host}/acme/outputs:latest`]);
  for (const name of ['digests', 'attestations']) {
    expect(Object.keys(JSON.parse(merge[name] ?? ''))).toEqual(['linux/amd64', 'linux/arm64']);
  }
});

test('variants: publishes two variants with their own tags and platforms', async () => {
  const image = `${registry.host}/acme/variants`;
  await pass(commit('variants'), { ref: 'refs/tags/v1.2.3' });
  const tags = ['1.2.3', '1.2', '1', 'latest'];
  const published = hub.tags(image).filter((tag) => !tag.startsWith('part-'));
  expect(published.toSorted()).toEqual([...tags, ...tags.map((tag) => `${tag}-german`)].toSorted());
  const [english, german] = ['latest', 'latest-german'].map((tag) => hub.manifest(`${image}:${tag}`).manifests ?? []);
  // each platform with its attestations
  expect(english).toHaveLength(6);
  expect(german).toHaveLength(4);
  expect(english?.filter(({ digest }) => german?.some((entry) => entry.digest === digest))).toEqual([]);
});

test('release: publishes tags by rule', async () => {
  // the attestation needs GitHub's services
  const withoutAttest: Edit = (text) => text.replace(/ {6}- uses: actions\/attest.*/s, '');
  const repository = commit('release', withoutAttest);
  const { build = {} } = (await pass(repository, { ref: 'refs/tags/v1.2.3' })).outputs;
  const image = `${registry.host}/acme/release`;
  const revision = hub.config(`${image}:1.2`, 'linux/amd64').config.Labels?.['org.opencontainers.image.revision'];
  expectPublished(
    build,
    ['1.2.3', '1.2', `sha-${revision}`, 'latest'].map((tag) => `${image}:${tag}`),
  );
  expect(build.version).toBe('1.2.3');
});

test('promote: publishes the scanned digest', async () => {
  const { build = {}, merge = {} } = (await pass(commit('promote'))).outputs;
  expectPublished(merge, [`${registry.host}/acme/promote:stable`]);
  expect(merge.digest).toBe(build.digest);
});

test('pull-request: builds without publishing', async () => {
  const repository = commit('pull-request');
  const { build = {} } = (await pass(repository, { ref: 'refs/pull/7/merge', event: 'pull_request' })).outputs;
  expect(Object.keys(JSON.parse(build.digests ?? ''))).toHaveLength(2);
  expect(build.tags).toBe('');
  expect(hub.tags(`${registry.host}/acme/pull-request`)).toEqual([]);
  const pushed = await pass(repository);
  expectPublished(pushed.outputs.build ?? {}, [`${registry.host}/acme/pull-request:main`]);
});

test('registries: publishes the same image in each registry', async () => {
  const quay = { vars: { QUAY_USERNAME: ALICE.username }, secrets: { QUAY_PASSWORD: ALICE.password } };
  const { build = {} } = (await pass(commit('registries'), { ...MAIN, ...quay })).outputs;
  expectPublished(
    build,
    [registry, other].map(({ host }) => `${host}/acme/registries:main`),
  );
});

test('call: publishes with the reusable workflow', async () => {
  const local: Edit = (text) => text.replace(/org\/multiarch-build\/(\S+)@v1/, './$1');
  const path = '.github/workflows/call.yml';
  const parts = {
    'examples/matrix/Dockerfile': 'Dockerfile',
    [`examples/matrix/${path}`]: path,
    '.github/workflows/build.yml': '.github/workflows/build.yml',
  };
  const repository = repositories.commit(parts, { [path]: (text) => local(text.replaceAll('ghcr.io', registry.host)) });
  const { merge = {} } = (await pass(repository)).outputs;
  expectPublished(merge, [`${registry.host}/acme/call:main`]);
  expect(merge.platforms).toBe('linux/amd64,linux/arm64,linux/arm/v7');
});

test('monorepo: publishes an image for each folder', async () => {
  const path = '.github/workflows/images.yml';
  const repository = repositories.commit(
    { 'examples/monorepo': '.' },
    { [path]: (text) => text.replaceAll('ghcr.io', registry.host) },
  );
  await pass(repository);
  for (const app of ['api', 'web']) expect(hub.tags(`${registry.host}/acme/${app}`)).toContain('main');
});
