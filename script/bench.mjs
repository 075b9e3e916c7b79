// What script/bench runs: the same work by several ways, one after another in each round, so that a machine that gets
// slower gets slower for all. Cold: no emulators, builders, helper images or caches. Warm: everything in place.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction, runPost } from './runner.mjs';

const root = join(import.meta.dirname, '..');
const sample = join(root, 'sample');
const registry = process.env.TESTBED_REGISTRY ?? 'localhost:5000';
const runs = Number(process.argv[2] ?? 5);
const scratch = mkdtempSync(join(tmpdir(), 'multiarch-bench-'));
const THREE = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
const SIX = [...THREE, 'linux/s390x', 'linux/ppc64le', 'linux/riscv64'];
const HELPERS = ['tonistiigi/binfmt:latest', 'moby/buildkit:buildx-stable-1'];
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

/** Takes away whatever an earlier round left, so that the next starts from nothing. */
function cool() {
  const table = '/proc/sys/fs/binfmt_misc';
  for (const name of attempt(() => readdirSync(table)) ?? []) {
    if (name.startsWith('qemu-')) writeFileSync(join(table, name), '-1');
  }
  attempt(() => docker('buildx', 'rm', '--force', 'bench'));
  attempt(() => docker('buildx', 'prune', '--all', '--force', '--builder', 'default'));
  for (const image of HELPERS) attempt(() => docker('image', 'rm', '--force', image));
}

const architectures = (platforms) =>
  platforms
    .map((platform) => platform.split('/')[1])
    .filter((name) => name !== 'amd64')
    .join(',');

function buildArguments(driver, platforms, repository) {
  const cache = `type=registry,ref=${repository}-buildcache:main`;
  return [
    'buildx',
    'build',
    '--builder',
    driver === 'docker' ? 'default' : 'bench',
    '--platform',
    platforms.join(','),
    '--cache-from',
    cache,
    '--cache-to',
    `${cache},mode=max,oci-mediatypes=true,image-manifest=true`,
    '--push',
    '--tag',
    `${repository}:latest`,
    '.',
  ];
}

const ways = {
  'this action': async ({ driver, platforms, repository }) => {
    const temp = mkdtempSync(join(scratch, 'temp-'));
    const inputs = {
      images: repository,
      tags: 'latest',
      platforms: platforms.join(','),
      push: true,
      driver: driver === 'docker' ? 'auto' : driver,
    };
    const job = { action: root, workspace: sample, temp, inputs };
    const main = await runAction(job);
    const post = await runPost({ ...job, state: main.state });
    if (main.code !== 0 || post.code !== 0) throw new Error(main.log);
  },
  'plain CLI, step by step': ({ driver, platforms, repository, warm }) => {
    if (!warm) docker('run', '--rm', '--privileged', 'tonistiigi/binfmt', '--install', architectures(platforms));
    const node = ['--driver', 'docker-container', '--driver-opt', 'network=host'];
    if (driver !== 'docker') docker('buildx', 'create', '--name', 'bench', ...node, '--bootstrap');
    execFileSync('docker', buildArguments(driver, platforms, repository), { ...quiet, cwd: sample });
    docker('buildx', 'imagetools', 'inspect', '--raw', `${repository}:latest`);
    if (driver !== 'docker') docker('buildx', 'rm', '--force', 'bench');
  },
  'plain build alone': ({ driver, platforms, repository }) => {
    execFileSync('docker', buildArguments(driver, platforms, repository), { ...quiet, cwd: sample });
  },
};

if (process.env.ACTIONS) ways['three actions'] = threeActions(process.env.ACTIONS);

/** The actions people chain today, unpacked side by side. */
function threeActions(folder) {
  return async ({ driver, platforms, repository, warm }) => {
    const cache = `type=registry,ref=${repository}-buildcache:main`;
    const steps = [
      ...(warm ? [] : [['setup-qemu-action', { platforms: architectures(platforms) }]]),
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

async function time(way, round) {
  const began = performance.now();
  await way(round);
  return (performance.now() - began) / 1000;
}

/** A build that is done alone needs everything in place beforehand: that is made outside the time. */
function prepare(name, { driver, platforms, warm }) {
  if (name !== 'plain build alone') return;
  if (!warm) docker('run', '--rm', '--privileged', 'tonistiigi/binfmt', '--install', architectures(platforms));
  if (driver !== 'docker')
    docker(
      'buildx',
      'create',
      '--name',
      'bench',
      '--driver',
      'docker-container',
      '--driver-opt',
      'network=host',
      '--bootstrap',
    );
}

async function compare(driver, warm) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  const shared = `${registry}/bench/warm-${driver}`;
  for (let run = warm ? -1 : 0; run < runs; run++) {
    for (const [name, way] of Object.entries(ways)) {
      serial += 1;
      const round = {
        driver,
        platforms: THREE,
        warm,
        repository: warm
          ? `${shared}-${name.replaceAll(/[^a-z]+/g, '-')}`
          : `${registry}/bench/run-${process.pid}-${serial}`,
      };
      if (!warm) cool();
      else if (run === -1) emulate(THREE);
      prepare(name, round);
      const seconds = await time(way, round);
      if (run >= 0) times[name].push(seconds); // the first warm round fills caches
      attempt(() => docker('buildx', 'rm', '--force', 'bench'));
    }
  }
  return times;
}

const emulate = (platforms) =>
  docker('run', '--rm', '--privileged', 'tonistiigi/binfmt', '--install', architectures(platforms));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (seconds) => `${seconds.toFixed(2)} s`;

async function table() {
  console.log(`Three platforms, one RUN each, registry cache, registry on loopback; medians of ${runs}.\n`);
  console.log('| | way | median | min–max | ratio to the plain CLI |\n| --- | --- | ---: | ---: | ---: |');
  for (const driver of ['docker', 'docker-container']) {
    for (const warm of [false, true]) {
      const times = await compare(driver, warm);
      const plain = median(times['plain CLI, step by step']);
      for (const [name, values] of Object.entries(times)) {
        const sorted = values.toSorted((a, b) => a - b);
        const middle = median(values);
        console.log(
          `| ${driver}, ${warm ? 'warm' : 'cold'} | ${name} | ${show(middle)} | ${sorted[0].toFixed(2)}–${sorted.at(-1).toFixed(2)} | ${(middle / plain).toFixed(2)} |`,
        );
      }
    }
  }
}

async function growth() {
  console.log(`Everything in place, engine's builder; medians of ${runs}.\n`);
  console.log('| platforms | this action | plain build alone | difference |\n| ---: | ---: | ---: | ---: |');
  for (const count of [1, 2, 4, 6]) {
    const platforms = SIX.slice(0, count);
    if (count > 1) emulate(platforms);
    const times = { 'this action': [], 'plain build alone': [] };
    for (let run = -1; run < runs; run++) {
      for (const name of Object.keys(times)) {
        const repository = `${registry}/bench/growth-${count}-${name.replaceAll(' ', '-')}`;
        const seconds = await time(ways[name], { driver: 'docker', platforms, repository, warm: true });
        if (run >= 0) times[name].push(seconds);
      }
    }
    const [own, plain] = Object.values(times).map(median);
    console.log(`| ${count} | ${show(own)} | ${show(plain)} | ${show(own - plain)} |`);
  }
}

try {
  await (process.argv[3] === 'growth' ? growth() : table());
} finally {
  attempt(() => docker('buildx', 'rm', '--force', 'bench'));
  if (existsSync(scratch)) rmSync(scratch, { recursive: true, force: true });
}
