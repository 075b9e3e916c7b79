// Implements script/bench: runs the same work in several ways, one after another in each round, so that a slowdown of the
// machine affects all. Cold: no emulators, builders, helper images or caches. New builder: a machine on which each job finds
// everything but a builder. Warm: everything in place.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { recorded } from '../__tests__/programs/recorded.ts';
import { serviceEnvironment, startCacheService } from '../__tests__/support/cache-service.ts';
import { pushBlob, pushPart } from '../__tests__/support/part.ts';
import { createHttp } from '../src/clients/http/http.ts';
import { createRegistry } from '../src/clients/registry/client.ts';
import { parsePlatform } from '../src/inputs/platform.ts';
import { parseRepository } from '../src/model/reference.ts';
import { KEPT_BUILDER } from '../src/plan/builder.ts';
import { checkPrograms } from '../src/programs/check.ts';
import { NO_MEMORY } from '../src/programs/memory.ts';
import { systemClock } from '../src/runtime/retry.ts';
import { registryStore } from '../src/store/registry.ts';
import { runAction, runPost } from './runner.mjs';

const root = join(import.meta.dirname, '..');
const sample = join(root, 'sample');
const registry = process.env.TESTBED_REGISTRY ?? 'localhost:5000';
const runs = Number(process.argv[2] ?? 5);
const scratch = mkdtempSync(join(tmpdir(), 'multiarch-bench-'));
const THREE = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
const SIX = [...THREE, 'linux/s390x', 'linux/ppc64le', 'linux/riscv64'];
const RARE = [
  '386',
  'loong64',
  'mips',
  'mipsle',
  'mips64',
  'mips64le',
  'ppc64',
  'arm/v5',
  'arm/v6',
  'amd64/v2',
  'amd64/v3',
  'amd64/v4',
];
const TWENTY = [...SIX, ...RARE.map((name) => `linux/${name}`), 'windows/amd64', 'windows/arm64'];
/** Names of helper images: the pinned releases, or a mirror's own by tag. */
const HELPERS = /^(?:docker\.io\/)?(?:tonistiigi\/binfmt|moby\/buildkit)[:@]/;
let serial = 0;

const quiet = { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };
const docker = (...args) => execFileSync('docker', args, quiet);
const attempt = (run) => {
  try {
    return run();
  } catch {
    return undefined;
  }
};

/** Removes the results of earlier rounds, so that the next round starts cold. */
function cool() {
  const table = '/proc/sys/fs/binfmt_misc';
  for (const name of attempt(() => readdirSync(table)) ?? []) {
    if (name.startsWith('qemu-')) writeFileSync(join(table, name), '-1');
  }
  attempt(() => docker('buildx', 'rm', '--force', 'bench'));
  attempt(() => docker('buildx', 'prune', '--all', '--force', '--builder', 'default'));
  for (const image of docker('images', '--digests', '--format', '{{.Repository}}:{{.Tag}}').split('\n')) {
    if (HELPERS.test(image) || image.startsWith(`${registry}/bench/`))
      attempt(() => docker('image', 'rm', '--force', image));
  }
}

/** Creates a builder by hand. It needs a configuration with mirrors, because a container does not get them from Docker Engine. */
function createBuilder() {
  const hosts = JSON.parse(docker('info', '--format', '{{json .RegistryConfig.Mirrors}}') || '[]').map(
    (url) => new URL(url).host,
  );
  const config = join(scratch, 'buildkitd.toml');
  const plain = hosts.map((host) => `[registry.${JSON.stringify(host)}]\nhttp = true\n`);
  writeFileSync(config, `[registry."docker.io"]\nmirrors = ${JSON.stringify(hosts)}\n${plain.join('')}`);
  const node = ['--driver', 'docker-container', '--driver-opt', 'network=host', '--buildkitd-config', config];
  docker('buildx', 'create', '--name', 'bench', ...node, '--bootstrap');
}

const architectures = (platforms) =>
  platforms
    .map((platform) => platform.split('/')[1])
    .filter((name) => name !== 'amd64')
    .join(',');

function buildArguments(driver, platforms, repository, isCached = true) {
  const cache = `type=registry,ref=${repository}-buildcache:main`;
  const cached = ['--cache-from', cache, '--cache-to', `${cache},mode=max,oci-mediatypes=true,image-manifest=true`];
  return [
    'buildx',
    'build',
    '--builder',
    driver === 'docker' ? 'default' : 'bench',
    '--platform',
    platforms.join(','),
    ...(isCached ? cached : []),
    '--push',
    '--tag',
    `${repository}:latest`,
  ];
}

const ways = {
  'this action': async ({ driver, platforms, repository, state, inputs: more = {}, env = {} }) => {
    const temp = mkdtempSync(join(scratch, 'temp-'));
    const inputs = {
      images: repository,
      tags: 'latest',
      platforms: platforms.join(','),
      push: true,
      driver: driver === 'docker' ? 'auto' : driver,
      'keep-builder': driver !== 'docker' && state === 'warm',
      ...more,
    };
    await runJob({ action: root, workspace: sample, temp, inputs, env });
  },
  'plain CLI, step by step': ({ driver, platforms, repository, state }) => {
    if (state === 'cold') emulate(platforms);
    const makesBuilder = driver !== 'docker' && state !== 'warm';
    if (makesBuilder) createBuilder();
    docker(...buildArguments(driver, platforms, repository), sample);
    // the platforms' digests, and the configs that a verification reads
    docker('buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}{{json .Image}}', `${repository}:latest`);
    if (makesBuilder) docker('buildx', 'rm', '--force', 'bench');
  },
  'plain build alone': ({ driver, platforms, repository }) => {
    docker(...buildArguments(driver, platforms, repository), sample);
  },
};

if (process.env.ACTIONS) ways['three actions'] = threeActions(process.env.ACTIONS);

/** The usual chain of three actions, unpacked side by side. */
function threeActions(folder) {
  return async ({ driver, platforms, repository, state }) => {
    const cache = `type=registry,ref=${repository}-buildcache:main`;
    const steps = [
      ...(state !== 'cold' ? [] : [['setup-qemu-action', { platforms: architectures(platforms) }]]),
      ['setup-buildx-action', { driver, 'driver-opts': driver === 'docker' ? '' : 'network=host' }],
      [
        'build-push-action',
        {
          context: '.',
          platforms: platforms.join(','),
          push: true,
          tags: `${repository}:latest`,
          'cache-from': cache,
          'cache-to': `${cache},mode=max`,
        },
      ],
    ];
    const temp = mkdtempSync(join(scratch, 'temp-'));
    const done = [];
    for (const [name, inputs] of steps) {
      const job = { action: join(folder, name), workspace: sample, temp, inputs };
      const main = await runAction(job);
      if (main.code !== 0) throw new Error(main.log);
      done.unshift({ ...job, state: main.state });
    }
    for (const job of done) await runPost(job);
  };
}

async function runJob(job) {
  const main = await runAction(job);
  const post = await runPost({ ...job, state: main.state });
  if (main.code !== 0 || post.code !== 0) throw new Error(main.log);
}

async function time(way, round) {
  const began = performance.now();
  await way(round);
  return (performance.now() - began) / 1000;
}

/** Creates the preconditions outside of the measured time: everything for a build alone, and a builder if all is warm. */
function prepare(name, { driver, platforms, state }) {
  const isAlone = name === 'plain build alone';
  if (isAlone && state === 'cold') emulate(platforms);
  if (driver !== 'docker' && (isAlone || (state === 'warm' && name !== 'this action'))) createBuilder();
}

async function compare(driver, state) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  const isCold = state === 'cold';
  // a repository of this run alone: a registry that keeps files gets slower with the content of a repository
  const shared = `${registry}/bench/${state.replace(' ', '-')}-${driver}-${process.pid}`;
  for (let run = isCold ? 0 : -1; run < runs; run++) {
    for (const [name, way] of Object.entries(ways)) {
      serial += 1;
      const round = {
        driver,
        platforms: THREE,
        state,
        repository: isCold
          ? `${registry}/bench/run-${process.pid}-${serial}`
          : `${shared}-${name.replaceAll(/[^a-z]+/g, '-')}`,
      };
      if (isCold) cool();
      else if (run === -1) emulate(THREE);
      prepare(name, round);
      const seconds = await time(way, round);
      if (run >= 0) times[name].push(seconds); // the first of these rounds fills caches
      attempt(() => docker('buildx', 'rm', '--force', 'bench'));
    }
  }
  return times;
}

const emulate = (platforms) =>
  docker('run', '--rm', '--privileged', 'tonistiigi/binfmt', '--install', architectures(platforms));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (seconds) => `${seconds.toFixed(2)} s`;
const range = (values) => [Math.min, Math.max].map((end) => end(...values).toFixed(2)).join('–');

async function table() {
  console.log(
    `Three platforms, one RUN each, registry cache, registry on loopback; medians of ${runs}. The plain build`,
  );
  console.log('alone finds emulators and builder in place, made outside its time.\n');
  console.log('| | way | median | min–max | ratio to step by step | over the build alone |');
  console.log('| --- | --- | ---: | ---: | ---: | ---: |');
  for (const driver of ['docker', 'docker-container']) {
    const states = driver === 'docker' ? ['cold', 'warm'] : ['cold', 'new builder', 'warm'];
    for (const state of states) {
      const times = await compare(driver, state);
      const [plain, alone] = ['plain CLI, step by step', 'plain build alone'].map((name) => median(times[name]));
      for (const [name, values] of Object.entries(times)) {
        const middle = median(values);
        console.log(
          `| ${driver}, ${state} | ${name} | ${show(middle)} | ${range(values)} | ${(middle / plain).toFixed(2)} | ${show(middle - alone)} |`,
        );
      }
    }
  }
}

/** The action's own share of a run is its time without the processes of buildx, which are timed separately. */
async function growth() {
  console.log(`Everything in place; medians of ${runs}.`);
  for (const driver of ['docker', 'docker-container']) {
    for (const cache of ['registry', 'false']) await growthOf(driver, cache);
  }
}

async function growthOf(driver, cache) {
  const shim = mkdtempSync(join(scratch, 'buildx-'));
  const times = join(shim, 'times');
  const buildx = JSON.parse(docker('info', '--format', '{{json .ClientInfo.Plugins}}')).find(
    ({ Name }) => Name === 'buildx',
  );
  const timed = `#!/bin/bash
[ "$1" = build ] || exec '${buildx.Path}' "$@"
from=$EPOCHREALTIME; '${buildx.Path}' "$@"; status=$?
echo $((\${EPOCHREALTIME/./} - \${from/./})) >>'${times}'; exit $status
`;
  const config = join(shim, 'config');
  mkdirSync(join(config, 'cli-plugins'), { recursive: true });
  writeFileSync(join(config, 'cli-plugins', 'docker-buildx'), timed, { mode: 0o755 });
  console.log(
    `\n| ${driver}, cache: ${cache}; platforms | this action | buildx in it | our own share | plain build alone | over it |\n| ---: | ---: | ---: | ---: | ---: | ---: |`,
  );
  const shares = [];
  if (driver !== 'docker') createBuilder();
  for (const count of [1, 2, 4, 6]) {
    const platforms = SIX.slice(0, count);
    if (count > 1) emulate(platforms);
    const [wholes, builds, plains] = [[], [], []];
    for (let run = -1; run < runs; run++) {
      writeFileSync(times, '');
      const repository = `${registry}/bench/growth-${driver}-${cache}-${count}-${process.pid}`;
      const inputs = { cache };
      const seconds = await time(ways['this action'], {
        driver,
        state: 'warm',
        platforms,
        repository,
        inputs,
        env: { DOCKER_CONFIG: config },
      });
      const plain = await time(
        () => docker(...buildArguments(driver, platforms, `${repository}-plain`, cache !== 'false'), sample),
        undefined,
      );
      if (run < 0) continue;
      wholes.push(seconds);
      plains.push(plain);
      builds.push(Number(readFileSync(times, 'utf8')) / 1e6);
    }
    const own = median(wholes.map((whole, i) => whole - builds[i]));
    const over = median(wholes.map((whole, i) => whole - plains[i]));
    shares.push({ count, own, over });
    const columns = [median(wholes), median(builds), own, median(plains), over];
    console.log(`| ${[count, ...columns.map(show)].join(' | ')} |`);
  }
  const [first, last] = [shares[0], shares.at(-1)];
  const slope = (of) => ((1000 * (last[of] - first[of])) / (last.count - first.count)).toFixed(0);
  console.log(
    `\nOur own share grows by ${slope('own')} ms a platform, the difference from the plain build by ${slope('over')} ms.`,
  );
  forget(join(config, 'buildx'));
  attempt(() => docker('buildx', 'rm', '--force', 'bench'));
}

/** Removes the builder that the action keeps, recorded in this folder. */
function forget(recorded) {
  const env = { ...process.env, BUILDX_CONFIG: recorded };
  attempt(() => execFileSync('docker', ['buildx', 'rm', '--force', KEPT_BUILDER], { ...quiet, env }));
}

/** Builds one image twice in a job that starts without a builder, with no other cache than the builder's. */
async function second() {
  const twice = {
    'this action': async (repository, timed) => {
      const temp = mkdtempSync(join(scratch, 'temp-'));
      const inputs = { images: repository, platforms: THREE.join(','), push: true, cache: false };
      const jobs = ['first', 'second'].map((tags) => {
        return { action: root, workspace: sample, temp, inputs: { ...inputs, tags, driver: 'docker-container' } };
      });
      const states = [];
      for (const job of jobs) {
        const main = await timed(() => runAction(job));
        if (main.code !== 0) throw new Error(main.log);
        states.push(main.state);
      }
      for (const i of [1, 0]) await runPost({ ...jobs[i], state: states[i] });
    },
    'plain CLI, one builder': async (repository, timed) => {
      const build = buildArguments('docker-container', THREE, repository, false);
      const inspect = ['buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}{{json .Image}}'];
      const step = (prepare) => {
        prepare?.();
        docker(...build, sample);
        docker(...inspect, `${repository}:latest`);
      };
      await timed(() => step(createBuilder));
      await timed(() => step());
      docker('buildx', 'rm', '--force', 'bench');
    },
  };
  const times = Object.fromEntries(Object.keys(twice).map((name) => [name, [[], []]]));
  emulate(THREE);
  for (let run = -1; run < runs; run++) {
    for (const [name, way] of Object.entries(twice)) {
      serial += 1;
      const steps = [];
      const timed = async (work) => {
        const began = performance.now();
        const result = await work();
        steps.push((performance.now() - began) / 1000);
        return result;
      };
      await way(`${registry}/bench/second-${process.pid}-${serial}`, timed);
      if (run < 0) continue;
      for (const [i, seconds] of steps.entries()) times[name][i].push(seconds);
    }
  }
  console.log(`Three platforms, one RUN each, no cache but the builder's; medians of ${runs}.\n`);
  console.log('| way | first build | second build | min–max of the second |\n| --- | ---: | ---: | ---: |');
  for (const [name, [first, again]] of Object.entries(times)) {
    console.log(`| ${name} | ${show(median(first))} | ${show(median(again))} | ${range(again)} |`);
  }
}

/** Merges existing parts, given by their digests. */
async function merge() {
  console.log(`Parts with attestations, everything in place; medians of ${runs}.\n`);
  console.log('| parts | merge | min–max |\n| ---: | ---: | ---: |');
  for (const count of [2, 6, 20]) {
    const platforms = TWENTY.slice(0, count);
    const repository = `${registry}/bench/merge-${count}`;
    const parts = await Promise.all(platforms.map((platform) => pushPart(repository, { platforms: [platform] })));
    const digests = JSON.stringify(Object.fromEntries(platforms.map((platform, i) => [platform, parts[i].digest])));
    const inputs = { images: repository, tags: 'latest', platforms: platforms.join(','), digests };
    const seconds = [];
    for (let run = -1; run < runs; run++) {
      const temp = mkdtempSync(join(scratch, 'temp-'));
      const began = performance.now();
      const main = await runAction({ action: join(root, 'merge'), workspace: sample, temp, inputs });
      if (main.code !== 0) throw new Error(main.log);
      if (run >= 0) seconds.push((performance.now() - began) / 1000);
    }
    console.log(`| ${count} | ${show(median(seconds))} | ${range(seconds)} |`);
  }
}

/**
 * The check that a registry holds all content of an image, beside the same questions by Node's own client: in the bed's
 * registry, which looks into files, and in one that keeps blobs in memory, where the check itself shows.
 */
async function content() {
  await contentIn(registry, 'files');
  const host = `localhost:${await freePort()}`;
  const inMemory = spawn('crane', ['registry', 'serve', '--address', host.replace('localhost', '127.0.0.1')], {
    stdio: 'ignore',
  });
  try {
    await answers(host);
    await contentIn(host, 'memory');
  } finally {
    inMemory.kill();
  }
}

async function contentIn(host, storage) {
  const name = `${host}/bench/content`;
  const pushed = await pushPart(name, { platforms: SIX, layers: 10 });
  const requests = new Set();
  const counting = (http) => (request) => {
    if (request.method === 'HEAD') requests.add(request.url);
    return http(request);
  };
  const [own, bare] = [[], []];
  for (let run = -1; run < runs; run++) {
    const http = createHttp();
    const retry = { retries: 0, clock: systemClock, log: console.error };
    const client = createRegistry({
      ...{ http: run < 0 ? counting(http) : http, retry },
      ...{ credentials: async () => undefined, insecureRegistries: () => true },
    });
    const store = registryStore([parseRepository(name)], true, { registry: client });
    const image = await store.read(pushed.digest);
    const seconds = await time(() => store.requireComplete(image));
    await http.close();
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const head = (url) =>
      new Promise((done, failed) => {
        request(url, { agent, method: 'HEAD' }, (answer) => answer.resume().on('end', done))
          .on('error', failed)
          .end();
      });
    const alone = await time(() => Promise.all([...requests].map(head)));
    agent.destroy();
    if (run < 0) continue;
    own.push(seconds * 1000);
    bare.push(alone * 1000);
  }
  console.log(
    `Six platforms of ten layers, a registry with ${storage}: ${median(own).toFixed(0)} ms; its ${requests.size} HEAD requests by Node's client alone ${median(bare).toFixed(0)} ms; medians of ${runs}.`,
  );
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Resolves when a registry answers. */
async function answers(host) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.ok) return;
    await wait(50);
  }
  throw new Error(`the registry at ${host} does not answer`);
}

/** The check of the programs in the layers that a build added: three platforms of 33 MB, unpacked, in a registry. */
async function programs() {
  const name = `${registry}/bench/programs`;
  const platforms = await Promise.all(THREE.map((platform) => pushProgram(name, platform)));
  const http = createHttp();
  const retry = { retries: 0, clock: systemClock, log: console.error };
  const client = createRegistry({
    ...{ http, retry },
    ...{ credentials: async () => undefined, insecureRegistries: () => true },
  });
  const store = registryStore([parseRepository(name)], true, { registry: client, retry });
  const check = {
    strict: false,
    exempt: [],
    history: () => [1],
    memory: NO_MEMORY,
    signal: new AbortController().signal,
  };
  const [own, download] = [[], []];
  for (let run = -1; run < runs; run++) {
    const seconds = await time(() => checkPrograms({ platforms }, store, check));
    const alone = await time(() =>
      Promise.all(platforms.map(({ manifest }) => store.readLayer(manifest.layers[0], all))),
    );
    if (run < 0) continue;
    own.push(seconds * 1000);
    download.push(alone * 1000);
  }
  await http.close();
  const size = platforms.reduce((sum, { manifest }) => sum + manifest.layers[0].size, 0);
  console.log(
    `Three platforms, 100 MB unpacked, ${(size / 1e6).toFixed(0)} MB compressed: ${median(own).toFixed(0)} ms; their download and digests alone ${median(download).toFixed(0)} ms; medians of ${runs}.`,
  );
}

async function all(bytes) {
  for await (const _ of bytes);
}

/** An image whose only layer has Node's own program and a small one for the platform. */
async function pushProgram(name, text) {
  const platform = parsePlatform(text);
  const folder = mkdtempSync(join(scratch, 'programs-'));
  const { architecture, variant } = platform;
  const program = recorded(`go ${['linux', architecture, variant?.slice(1)].filter(Boolean).join('/')}`);
  writeFileSync(join(folder, 'app'), program, { mode: 0o755 });
  writeFileSync(join(folder, 'data'), readFileSync(process.execPath).subarray(0, 31_000_000));
  const layer = execFileSync('tar', ['--create', '--gzip', '--directory', folder, '.'], { maxBuffer: 2 ** 30 });
  const config = { config: { Entrypoint: ['/app'] }, history: [{}], rootfs: { diff_ids: ['sha256:'] } };
  const pushed = await pushBlob(name, layer);
  return { platform, config: Buffer.from(JSON.stringify(config)), manifest: { layers: [pushed] } };
}

/** Time until the first line of output, compared with Node's own start. */
async function start() {
  const inputs = { images: `${registry}/bench/start`, tags: 'latest', platforms: 'linux/amd64', call: 'check' };
  const [node, own] = [[], []];
  for (let run = -1; run < runs; run++) {
    const began = performance.now();
    execFileSync(process.execPath, ['-e', 'console.log(1)'], quiet);
    const bare = performance.now() - began;
    const temp = mkdtempSync(join(scratch, 'temp-'));
    let first;
    const from = performance.now();
    const onOutput = () => {
      first ??= performance.now() - from;
    };
    await runAction({ action: root, workspace: sample, temp, inputs, onOutput });
    if (run < 0) continue;
    node.push(bare);
    own.push(first);
  }
  const [bare, first] = [node, own].map(median);
  console.log(
    `First line after ${first.toFixed(0)} ms, Node alone ${bare.toFixed(0)} ms: ${(first - bare).toFixed(0)} ms over it; medians of ${runs}.`,
  );
}

const PROGRAM = (change) => `package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func main() { http.Handle("/${change}", promhttp.Handler()) }
`;

/** The RUN that depends on the source also fetches and compiles the modules. */
const GO = `FROM golang:1.24 AS build
WORKDIR /src
COPY main.go .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \\
    --mount=type=secret,id=authorities,target=/etc/ssl/certs/ca-certificates.crt \\
    go mod init app && go get github.com/prometheus/client_golang/prometheus/promhttp@v1.20.5 && go build -o /app .
FROM busybox
COPY --from=build /app /
`;

/** Benefit of `cache-mounts` for a build with a package manager, with a new builder each time and a stand-in for the cache service. */
async function mounts() {
  const service = await startCacheService();
  const context = join(scratch, 'go');
  mkdirSync(context);
  writeFileSync(join(context, 'Dockerfile'), GO);
  const times = { false: [], true: [] };
  const sizes = [];
  for (let run = -1; run < runs; run++) {
    for (const [wanted, seconds] of Object.entries(times)) {
      serial += 1;
      writeFileSync(join(context, 'main.go'), PROGRAM(serial));
      const inputs = {
        ...{ images: `${registry}/bench/mounts-${wanted}`, tags: 'latest', platforms: 'linux/amd64', push: true },
        ...{ driver: 'docker-container', cache: 'false', 'cache-mounts': wanted },
        'secret-files': 'authorities=/etc/ssl/certs/ca-certificates.crt',
      };
      // the same folder for all, as on a runner: an entry is restored to the place that it was packed from
      const temp = join(scratch, 'runner-temp');
      mkdirSync(temp);
      const env = { ...serviceEnvironment(service.host), GITHUB_RUN_ID: String(serial) };
      const took = await time(runJob, { action: root, workspace: context, temp, inputs, env });
      if (run >= 0) seconds.push(took); // the first run fetches everything
      if (wanted === 'true') sizes.push(service.entry(service.keys.at(-1)).length);
      rmSync(temp, { recursive: true });
    }
  }
  await service.stop();
  console.log(`A Go program with prometheus/client_golang, its source changed; medians of ${runs}.\n`);
  console.log('| cache-mounts | set-up, build, publish, save | min–max |\n| --- | ---: | ---: |');
  for (const [wanted, seconds] of Object.entries(times)) {
    console.log(`| ${wanted} | ${show(median(seconds))} | ${range(seconds)} |`);
  }
  console.log(`\nAn entry of the cache service has ${(median(sizes) / 1e6).toFixed(0)} MB.`);
}

const parts = { table, growth, second, merge, content, programs, start, mounts };
try {
  await parts[process.argv[3] ?? 'table']();
} finally {
  attempt(() => docker('buildx', 'rm', '--force', 'bench'));
  attempt(() => docker('buildx', 'rm', '--force', KEPT_BUILDER));
  if (existsSync(scratch)) rmSync(scratch, { recursive: true, force: true });
}
