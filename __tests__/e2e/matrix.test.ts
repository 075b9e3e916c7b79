import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
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

describe('call', () => {
  const CALL = '.github/workflows/call.yml';
  const BUILD = '.github/workflows/build.yml';
  /** Actions of build.yml that are not of this repository, by `owner/name@ref`. */
  const actions = new Set(
    [...readFileSync(`${ROOT}/${BUILD}`, 'utf8').matchAll(/uses: ((?!org\/)\S+)/g)].map(([, name = '']) => name),
  );
  let folder: string;
  let standIns: Readonly<Record<string, string>>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stand-ins-'));
    standIns = Object.fromEntries([...actions].map((action, i) => [action, standIn(join(folder, String(i)), action)]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Prints the inputs and the files that an action gets. Copies the commit, as the checkout does. */
  function standIn(at: string, action: string): string {
    const names = ['username', 'registry', 'name', 'path', 'service_account', 'ref', 'submodules'];
    const checkOut = `cp -R "$(cat ${join(folder, 'repository')})/." . && git checkout --quiet "\${REF:-HEAD}"`;
    const print = `echo "${action} $INPUTS $DOCKERHUB_OIDC_CONNECTIONID" "$FILES"/*`;
    const text = JSON.stringify({
      name: action,
      description: 'stand-in',
      inputs: Object.fromEntries(names.map((name) => [name, { description: name }])),
      outputs: { access_token: { description: 'token', value: 'hunter2-token' } },
      runs: {
        using: 'composite',
        steps: [
          {
            run: action.startsWith('actions/checkout') ? `${print} && ${checkOut}` : print,
            shell: 'bash',
            env: {
              INPUTS: names.map((name) => `${name}=$\{{ inputs.${name} }}`).join(' '),
              REF: '$' + '{{ inputs.ref }}',
              FILES: `$\{{ inputs.path || 'nowhere' }}`,
            },
          },
        ],
      },
    });
    mkdirSync(at);
    writeFileSync(join(at, 'action.yml'), text);
    return at;
  }

  function commitCall(edit: Edit = (text) => text): string {
    const local: Edit = (text) =>
      edit(text.replace(/org\/multiarch-build\/(\S+)@v1/, './$1').replaceAll('ghcr.io', registry.host));
    const parts = { 'examples/matrix/Dockerfile': 'Dockerfile', [`examples/matrix/${CALL}`]: CALL, [BUILD]: BUILD };
    const repository = repositories.commit(parts, {
      [CALL]: local,
      [BUILD]: (text) => text.replaceAll('ghcr.io', registry.host),
    });
    writeFileSync(join(folder, 'repository'), repository);
    return repository;
  }

  test('publishes with the reusable workflow, logged in with the token of the workflow', async () => {
    const { merge = {} } = (await pass(commitCall(), { ...MAIN, actions: standIns })).outputs;
    expectPublished(merge, [`${registry.host}/acme/call:main`]);
    expect(merge.platforms).toBe('linux/amd64,linux/arm64,linux/arm/v7');
  });

  test('forwards inputs and secrets, logs in by OIDC and uploads files', async () => {
    const image = `${registry.host}/acme/call-more`;
    const { privateKey: key } = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const repository = commitCall((text) =>
      text.replace(/ {6}images: .*/s, '').concat(
        [
          `images: ${image}`,
          'platforms: linux/amd64,linux/arm64',
          'tags: type=raw,value=more',
          'part: more',
          'job-name-prefix: app-',
          'fail-fast: true',
          'timeout-minutes: 5',
          'environment: production',
          'ref: main',
          'submodules: recursive',
          'build-args: GREETING',
          'build-contexts: extra=docker-image://busybox',
          'secret-envs: token=TOKEN',
          'annotations: manifest:org.example.part=yes',
          'index-annotations: org.example.index=yes',
          'no-cache: true',
          'cache: false',
          'provenance: "false"',
          'outputs: type=oci,dest=out/app.tar',
          'artifact-path: out',
          'artifact-name: app',
          'retries: "1"',
          'verify: strict',
          'smoke-test: docker run --rm "$IMAGE" | grep Servus',
          'merge-smoke-test: echo "merged $PLATFORM"',
          'dockerhub-organization: acme',
          'dockerhub-connection: connection-1',
          `google-registry: google.example`,
          'google-workload-identity-provider: provider-1',
          'google-service-account: pusher@example',
        ]
          .map((line) => `      ${line}\n`)
          .join(''),
        '    secrets:\n      env: |\n        GREETING=Servus\n        TOKEN=hunter2-secret\n',
        '      ssh-key: |\n',
        ...key
          .trim()
          .split('\n')
          .map((line) => `        ${line}\n`),
      ),
    );
    const done = await pass(repository, { ...MAIN, actions: standIns });
    const { merge = {} } = done.outputs;
    expectPublished(merge, [`${image}:more`]);
    expect(merge.platforms).toBe('linux/amd64,linux/arm64');
    const index = hub.manifest(`${image}:more`);
    expect(index.annotations).toMatchObject({ 'org.example.index': 'yes' });
    // without attestations
    expect(index.manifests).toHaveLength(2);
    expect(hub.manifest(`${image}@${merge['digest-linux-arm64']}`).annotations).toMatchObject({
      'org.example.part': 'yes',
    });
    expect(done.log).not.toContain('hunter2');
    for (const line of [
      'merged linux/arm64',
      'username=acme ',
      'connection-1',
      'registry=google.example',
      'name=app-linux-arm64 path=out ',
      'out/app.tar',
      'ref=main submodules=recursive',
    ]) {
      expect(done.log).toContain(line);
    }
  });
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
