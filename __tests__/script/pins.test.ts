import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BUILDX_RELEASES } from '../../src/clients/docker/buildx-releases.ts';
import { BINFMT, BUILDKIT } from '../../src/clients/docker/helper-images.ts';
import { PINNED, pinnedAnswers } from '../support/pinned-actions.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILES = ['README.md', 'action.yml', 'docs', 'examples', '.github', 'src/clients/docker'];
const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex');
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** A release as GitHub's API lists it. */
const release = (version: string, days = 30, more: object = {}) => ({
  tag_name: version,
  draft: false,
  prerelease: false,
  published_at: daysAgo(days),
  ...more,
});

/** An image index as Docker Hub returns it. Its bytes depend on the name. */
const index = (name: string) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: ['amd64', 'arm64'].map((architecture) => ({ platform: { os: 'linux', architecture } })),
    annotations: { name },
  });

const tagOf = ({ pinned }: { readonly pinned: string }) => /:([^@]+)@/.exec(pinned)?.[1] ?? '';
const digestOf = ({ pinned }: { readonly pinned: string }) => pinned.split('@')[1] ?? '';
const hubTag = (name: string, digest = `sha256:${sha256(index(name))}`, days = 30) => ({
  name,
  digest,
  last_updated: daysAgo(days),
});

const COMMITS = { checkout: 'a'.repeat(40), cosign: 'b'.repeat(40), attest: 'c'.repeat(40), tag: 'd'.repeat(40) };
const API = 'api.github.com/repos';
const DOWNLOADS = 'github.com/docker/buildx/releases/download/v9.1.0';
const CHECKSUMS = ['amd64', 'arm64']
  .map((architecture) => `${sha256(`binary for ${architecture}`)} *buildx-v9.1.0.linux-${architecture}\n`)
  .join('');

/** Responses of GitHub and Docker Hub by host and path, with a newer release of everything. */
const NEWER: Readonly<Record<string, unknown>> = {
  [`${API}/docker/buildx/releases`]: [
    release('v9.2.0', 2),
    release('v9.1.1-rc1', 30, { prerelease: true }),
    release('v9.1.0'),
    release(Object.keys(BUILDX_RELEASES)[0] ?? ''),
    release('v0.1.0'),
  ],
  [`${DOWNLOADS}/checksums.txt`]: CHECKSUMS,
  [`${DOWNLOADS}/buildx-v9.1.0.linux-amd64`]: 'binary for amd64',
  [`${DOWNLOADS}/buildx-v9.1.0.linux-arm64`]: 'binary for arm64',
  'hub.docker.com/v2/repositories/tonistiigi/binfmt/tags': {
    results: [hubTag('qemu-v99.0.0-2', undefined, 1), hubTag('qemu-v99.0.0-1'), hubTag('latest'), hubTag('qemu-v9')],
  },
  'hub.docker.com/v2/repositories/moby/buildkit/tags': {
    results: [hubTag('v9.0.0-rc1'), hubTag('v9.0.0-rootless'), hubTag('v9.0.0'), hubTag('v8.9.9')],
  },
  'auth.docker.io/token': { token: 'anonymous' },
  'registry-1.docker.io/v2/tonistiigi/binfmt/manifests/qemu-v99.0.0-1': index('qemu-v99.0.0-1'),
  'registry-1.docker.io/v2/moby/buildkit/manifests/v9.0.0': index('v9.0.0'),
  [`${API}/actions/checkout/releases`]: [release('v99.0.0'), release('v98.9.9')],
  [`${API}/actions/checkout/git/ref/tags/v99.0.0`]: {
    ref: 'refs/tags/v99.0.0',
    object: { type: 'commit', sha: COMMITS.checkout },
  },
  [`${API}/sigstore/cosign-installer/releases`]: [release('v99.0.1')],
  [`${API}/sigstore/cosign-installer/git/ref/tags/v99.0.1`]: {
    ref: 'refs/tags/v99.0.1',
    object: { type: 'tag', sha: COMMITS.tag },
  },
  [`${API}/sigstore/cosign-installer/git/tags/${COMMITS.tag}`]: { object: { type: 'commit', sha: COMMITS.cosign } },
  [`${API}/actions/attest-build-provenance/releases`]: [release('v99.0.2')],
  [`${API}/actions/attest-build-provenance/git/ref/tags/v99.0.2`]: {
    ref: 'refs/tags/v99.0.2',
    object: { type: 'commit', sha: COMMITS.attest },
  },
  ...pinnedAnswers(API, release),
};

let folder: string;
let server: Server;
let answers: Record<string, unknown>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pins-'));
  for (const name of FILES) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  answers = { ...NEWER };
  server = createServer(({ url = '' }, response) => {
    const answer = answers[new URL(url, 'http://stand-in').pathname.slice(1)];
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
    if (url.includes('/manifests/')) response.setHeader('docker-content-digest', `sha256:${sha256(body ?? '')}`);
    response.writeHead(answer === undefined ? 404 : 200).end(body);
  }).listen(0);
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function refresh(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { port } = server.address() as { port: number };
  const env = { PATH: process.env.PATH, PINS_STAND_IN: `http://localhost:${port}` };
  return new Promise((done) => {
    execFile(process.execPath, [join(ROOT, 'script', 'pins.mjs'), folder], { env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const readJson = (name: string) => JSON.parse(read(`src/clients/docker/${name}.json`));

/** Text of every file, by path. */
function snapshot(): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}

test('updates and prints all outdated pins', async () => {
  const { code, stdout, stderr } = await refresh();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [asked, ...lines] = stdout.trim().split('\n');
  expect(asked).toMatch(/^requests go to http:\/\/localhost:\d+ instead of GitHub and Docker Hub$/);
  expect(lines).toEqual([
    'buildx v9.1.0',
    `tonistiigi/binfmt ${tagOf(BINFMT)} → qemu-v99.0.0-1`,
    `moby/buildkit ${tagOf(BUILDKIT)} → v9.0.0`,
    expect.stringMatching(/^actions\/checkout v[\d.]+ → v99\.0\.0 \(\d+ places\)$/),
    ...PINNED.map(({ repository, version, places }) =>
      expect.stringMatching(
        new RegExp(`^${repository} v[\\d.]+ → ${version.replaceAll('.', '\\.')} \\(${places} places\\)$`),
      ),
    ),
    expect.stringMatching(/^actions\/attest-build-provenance v[\d.]+ → v99\.0\.2 \(2 places\)$/),
    expect.stringMatching(/^sigstore\/cosign-installer v[\d.]+ → v99\.0\.1 \(1 places\)$/),
  ]);

  const releases = readJson('buildx-releases');
  expect(Object.keys(releases)).toEqual(['v9.1.0', ...Object.keys(BUILDX_RELEASES)]);
  expect(releases['v9.1.0']).toEqual({ amd64: sha256('binary for amd64'), arm64: sha256('binary for arm64') });

  const binfmt = `sha256:${sha256(index('qemu-v99.0.0-1'))}`;
  expect(readJson('helper-images')).toMatchObject({
    binfmt: { tag: 'qemu-v99.0.0-1', digest: binfmt, usual: 'latest' },
    buildkit: { tag: 'v9.0.0', digest: `sha256:${sha256(index('v9.0.0'))}` },
  });
  for (const path of ['README.md', 'action.yml']) {
    expect(read(path)).toContain(`docker.io/tonistiigi/binfmt:qemu-v99.0.0-1@${binfmt}`);
    expect(read(path)).not.toContain(digestOf(BINFMT));
  }

  const pinned = Object.values(snapshot()).flatMap((text) => text.match(/uses: +[\w.-]+\/.*@[0-9a-f]{40}.*/g) ?? []);
  const expected = PINNED.map(({ repository, version, commit }) => `uses: ${repository}@${commit} # ${version}`);
  const others = [
    `uses: actions/attest-build-provenance@${COMMITS.attest} # v99.0.2`,
    `uses: actions/checkout@${COMMITS.checkout} # v99.0.0`,
    `uses: sigstore/cosign-installer@${COMMITS.cosign} # v99.0.1`,
  ];
  expect([...new Set(pinned)].toSorted()).toEqual([...others, ...expected].toSorted());
});

test('keeps current pins', async () => {
  await refresh();
  const before = snapshot();
  const { code, stdout } = await refresh();
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nevery pin is up to date\n$/);
  expect(snapshot()).toEqual(before);
});

test('never replaces a pin with an older release', async () => {
  const repositories = PINNED.map(({ repository }) => repository);
  for (const repository of [
    'actions/checkout',
    'sigstore/cosign-installer',
    'actions/attest-build-provenance',
    ...repositories,
  ])
    answers[`${API}/${repository}/releases`] = [release('v0.0.1')];
  answers[`${API}/docker/buildx/releases`] = [release('v0.1.0')];
  answers['hub.docker.com/v2/repositories/tonistiigi/binfmt/tags'] = { results: [hubTag('qemu-v1.0.0-1')] };
  answers['hub.docker.com/v2/repositories/moby/buildkit/tags'] = { results: [hubTag('v0.1.0')] };
  const before = snapshot();
  const { stdout } = await refresh();
  expect(stdout).toMatch(/\nevery pin is up to date\n$/);
  expect(snapshot()).toEqual(before);
});

describe('changes no file', () => {
  const checkout = `${API}/actions/checkout/git/ref/tags/v99.0.0`;
  const binfmt = 'registry-1.docker.io/v2/tonistiigi/binfmt/manifests/qemu-v99.0.0-1';
  const hub = 'hub.docker.com/v2/repositories/moby/buildkit/tags';
  test.each<[string, string, unknown, RegExp]>([
    [
      'if a host does not respond',
      `${API}/actions/checkout/releases`,
      undefined,
      /actions\/checkout\/releases.*: HTTP 404/,
    ],
    ['if a response is not JSON', `${API}/docker/buildx/releases`, '<html>', /docker\/buildx\/releases.*: not JSON/],
    ['if the releases are not a list', `${API}/docker/buildx/releases`, { message: 'x' }, /releases are not a list/],
    ['if an action has no release', `${API}/actions/checkout/releases`, [], /actions\/checkout has no release/],
    [
      "if a binary's hash is not the one of the checksums",
      `${DOWNLOADS}/buildx-v9.1.0.linux-arm64`,
      'another binary',
      /buildx-v9\.1\.0\.linux-arm64 has the hash \w{64}, and checksums\.txt says \w{64}/,
    ],
    ['if a binary has no checksum', `${DOWNLOADS}/checksums.txt`, 'nothing', /checksums\.txt has no hash of/],
    ['if the list of tags is malformed', hub, { results: 'x' }, /moby\/buildkit\/tags.*: results is not a list/],
    ['if no tag is a release', hub, { results: [hubTag('latest')] }, /no tag is a release/],
    ['if Docker Hub gives no token', 'auth.docker.io/token', {}, /gave no token/],
    [
      'if an index has another digest than in the list',
      binfmt,
      index('another'),
      /in the registry, and sha256:\w+ in the list/,
    ],
    [
      'if a tag names no commit',
      checkout,
      { ref: 'refs/tags/v99.0.0', object: {} },
      /the tag v99\.0\.0 names no commit/,
    ],
    [
      'if a commit is malformed',
      checkout,
      { ref: 'refs/tags/v99.0.0', object: { type: 'commit', sha: '../..' } },
      /names no commit/,
    ],
    [
      'if the response is about another tag',
      checkout,
      { ref: 'refs/tags/v99.0.0-rc1', object: {} },
      /no tag v99\.0\.0/,
    ],
  ])('%s', async (_, path, answer, message) => {
    answers[path] = answer;
    const before = snapshot();
    const { code, stderr } = await refresh();
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/\nno file was changed\n$/);
    expect(snapshot()).toEqual(before);
  });

  test('if a platform is missing in an index', async () => {
    const bytes = index('v9.0.0').replace('arm64', 'riscv64');
    answers['registry-1.docker.io/v2/moby/buildkit/manifests/v9.0.0'] = bytes;
    answers[hub] = { results: [hubTag('v9.0.0', `sha256:${sha256(bytes)}`)] };
    const { code, stderr } = await refresh();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('is not an index with amd64 and arm64'),
    });
  });

  test('if a pinned release has changed', async () => {
    await refresh();
    const before = snapshot();
    answers[checkout] = { ref: 'refs/tags/v99.0.0', object: { type: 'commit', sha: 'e'.repeat(40) } };
    expect(await refresh()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^actions\/checkout v99\.0\.0 was a{40} and is e{40}: a release must not change/),
    });
    delete answers[checkout];
    Object.assign(answers, NEWER);
    const bytes = index('moved');
    answers['registry-1.docker.io/v2/moby/buildkit/manifests/v9.0.0'] = bytes;
    answers[hub] = { results: [hubTag('v9.0.0', `sha256:${sha256(bytes)}`)] };
    expect(await refresh()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^moby\/buildkit:v9\.0\.0 was sha256:\w+ and is sha256:\w+: a release must not change/,
      ),
    });
    expect(snapshot()).toEqual(before);
  });
});

test('third-party actions are pinned by commit, with their version', () => {
  const folders = ['.github', 'docs', 'examples', 'plan', 'merge', 'sample'];
  const files = folders.flatMap((name) =>
    readdirSync(join(ROOT, name), { recursive: true }).map((path) => join(name, String(path))),
  );
  const uses = [...files, 'README.md', 'SECURITY.md', 'action.yml']
    .filter((path) => /\.(md|ya?ml)$/.test(path))
    .flatMap((path) => readFileSync(join(ROOT, path), 'utf8').match(/\buses: .*/g) ?? []);
  const others = uses.filter((line) => !/^uses: (org\/multiarch-build[/@]|\.\/)/.test(line));
  expect(others.length).toBeGreaterThan(20);
  expect(others.filter((line) => !/^uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});
