// Summaries of runs that never took place, by the name of their picture.
import { createHash } from 'node:crypto';
import { aReport, repository, row, timed } from '../../__tests__/report/a-report.ts';
import { summarizeFailed } from '../../src/report/failed-summary.ts';
import { summarizePlan } from '../../src/report/plan-summary.ts';
import { summarize } from '../../src/report/summary.ts';

const NAMES = ['amd64', 'arm64', 'arm/v7', 'ppc64le', 's390x', 'riscv64', '386', 'arm/v6', 'mips64le', 'loong64'];
const MORE = ['arm/v5', 'mips', 'mipsle', 'mips64', 'ppc64', 'sparc64', 'arm64/v9', 'amd64/v2', 'amd64/v3', 'amd64/v4'];
const PLATFORMS = [...NAMES, ...MORE].map((name) => `linux/${name}`);
const SOURCE = 'https://github.com/acme/build/blob/v1';
const COMMANDS = ['apk add --no-cache build-base openssl-dev', 'make', 'make test', 'make install'];

const digest = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The steps of a build of two stages. */
function stepsFor(platforms, slow = 6) {
  return platforms.flatMap((platform, i) => {
    const emulated = i > 0;
    const factor = emulated ? slow - i / 10 : 1;
    let at = 1;
    return ['FROM docker.io/library/alpine:3', 'COPY . /src', ...COMMANDS.map((command) => `RUN ${command}`)].map(
      (command, n) => {
        const kind = n === 0 ? 'from' : n === 1 ? 'copy' : 'run';
        const seconds = n < 2 ? 1.5 : (4 + n) * factor;
        const index = `${(n % 3) + 1}/3`;
        const stage = n < 3 ? 'deps' : 'build';
        const more = { kind, stage, index, platform, emulated: emulated && kind === 'run' };
        const start = at;
        at += seconds;
        return timed(command, start, at, more);
      },
    );
  });
}

function phasesFor(end, cache) {
  const [planning, setup, building] = [0, 0.8, 2.9];
  return [
    { phase: 'planning', start: planning, end: setup },
    { phase: 'setting up', start: setup, end: building },
    { phase: 'building', start: building, end },
    { phase: 'verifying the image', start: end, end: end + 2.4 },
    { phase: 'running the smoke test', start: end + 2.4, end: end + 11 },
    { phase: 'publishing', start: end + 11, end: end + 12.6 },
    { phase: 'finishing', start: end + 12.6, end: end + 12.6 + cache },
  ];
}

function success(count, more = {}) {
  const platforms = PLATFORMS.slice(0, count);
  const steps = stepsFor(platforms);
  const built = Math.max(...steps.map(({ end }) => end));
  const exports = [
    timed('exporting to image', built, built + 6, { kind: 'export' }),
    timed('exporting cache to registry', built + 6, built + 30, { kind: 'cache-export' }),
  ];
  const phases = phasesFor(built + 9, 8);
  return summarize(
    aReport({
      platforms: platforms.map((platform, i) =>
        row(platform, {
          digest: digest(platform),
          size: 9_330_000 + 170_000 * i,
          execution: i === 0 ? 'native' : 'emulated',
          seconds: steps.filter((step) => step.platform === platform).at(-1).end - 1,
          steps: { cached: i % 3, total: 5 },
        }),
      ),
      previous: { 'ghcr.io/acme/app:1.2': 'none', 'ghcr.io/acme/app:latest': digest('e') },
      changes: {
        tag: 'ghcr.io/acme/app:latest',
        platforms: platforms.map((name) => ({
          platform: row(name).platform,
          sizeBefore: 9_200_000,
          keptLayers: 3,
          layers: 5,
        })),
        bases: [{ image: 'docker.io/library/alpine:3', before: digest('1'), after: digest('2') }],
      },
      digest: digest('index'),
      cacheHit: 20,
      steps: [...steps, ...exports],
      phases,
      seconds: phases.at(-1).end,
      source: SOURCE,
      ...more,
    }),
  );
}

const cached = stepsFor(PLATFORMS.slice(0, 3)).map((step, i) => ({
  ...step,
  cached: true,
  emulated: false,
  start: i / 100,
  end: i / 100,
  seconds: 0,
}));

const EVIL =
  '<img src=x onerror=alert(1)> **x** [y](https://evil.example) `z` @acme #1 | c ```\n%%{init}%% :tada: $x$ <!-- ';
const long = 'a-name-without-any-place-to-break-a-line-that-is-much-longer-than-usual-'.repeat(2);

const failedAt = { kind: 'failed', at: 'build 1/3 RUN make' };
const failing = {
  status: 'failed',
  title: 'ghcr.io/acme/app',
  goal: 'publish',
  command: 'RUN make',
  message: 'failed on linux/arm/v7 (emulated); linux/amd64 passed. Exit code 2',
  hint: undefined,
  place: { text: 'Dockerfile:5', link: 'https://github.com/acme/app/blob/0123456/Dockerfile#L5' },
  output: 'cc -O2 -o app main.c\nmain.c:7:3: error: asm operand 2 is out of range\nmake: *** [Makefile:4: app] Error 1',
  excerpt: '   3 |     COPY . /src\n   4 |     WORKDIR /src\n   5 | >>> RUN make\n   6 |     CMD ["/src/app"]',
  platforms: [
    { name: 'linux/amd64', execution: 'native', seconds: 12, state: { kind: 'built' } },
    { name: 'linux/arm64', execution: 'emulated', seconds: 31, state: { kind: 'stopped', at: 'build 1/3 RUN make' } },
    { name: 'linux/arm/v7', execution: 'emulated', seconds: 29, state: failedAt },
  ],
  published: [],
  tags: [],
  isUntouched: true,
  phases: phasesFor(40, 0).slice(0, 3),
  steps: stepsFor(PLATFORMS.slice(0, 3), 2).filter(({ stage, command }) => stage === 'deps' || command === 'RUN make'),
  driver: 'docker-container',
  tools: ['buildx 0.29.1'],
};

export const samples = {
  'success-1': success(1),
  'success-3': success(3),
  'success-6': success(6),
  'success-20': success(20),
  'all-cached': summarize(
    aReport({
      steps: cached,
      phases: phasesFor(3.4, 0).filter(({ phase }) => phase !== 'running the smoke test'),
      platforms: PLATFORMS.slice(0, 3).map((name) =>
        row(name, {
          digest: digest(name),
          steps: { cached: 5, total: 5 },
          seconds: 0,
        }),
      ),
      cacheHit: 100,
      seconds: 6.1,
    }),
  ),
  'failed-step': summarizeFailed(failing),
  timeout: summarizeFailed({
    ...failing,
    status: 'timed out',
    command: '',
    message: 'not done within 600 s, while building; the last line was "[linux/arm64 build 1/3] checking for gcc"',
    hint: 'No tag was updated. Run the job again to publish the image.',
    ...{ place: undefined, output: '', excerpt: '' },
    platforms: failing.platforms.map((each) =>
      each.state === failedAt ? { ...each, state: { kind: 'not started' } } : each,
    ),
  }),
  merge: summarize(
    aReport({
      platforms: PLATFORMS.slice(0, 3).map((name, i) =>
        row(name, {
          digest: digest(name),
          ...{ execution: undefined, seconds: undefined, steps: undefined },
          origin: `build on GitHub Actions ${i + 1}, 1 min 3${i} s (attempt 1)`,
        }),
      ),
      previous: { 'ghcr.io/acme/app:1.2': 'none', 'ghcr.io/acme/app:latest': digest('e') },
      ...{ builder: undefined, driver: undefined, tools: [], cacheHit: undefined, cache: undefined },
      phases: [
        { phase: 'setting up', start: 0, end: 0.4 },
        { phase: 'merging', start: 0.4, end: 3 },
        { phase: 'publishing', start: 3, end: 4.5 },
      ],
      seconds: 4.5,
    }),
  ),
  'failed-merge': summarizeFailed({
    ...failing,
    ...{ command: '', place: undefined, output: '', excerpt: '', steps: [], driver: undefined, tools: [] },
    message: 'linux/arm/v7 is missing: no matrix job of this run pushed it',
    hint: 'Let this job need all matrix jobs, and give it their `platforms`.',
    phases: [{ phase: 'merging', start: 0, end: 3.1 }],
    platforms: PLATFORMS.slice(0, 3).map((name, i) => ({
      name,
      origin: i < 2 ? `build on GitHub Actions ${i + 1}, 1 min 3${i} s (attempt 1)` : undefined,
      state: { kind: i < 2 ? 'part found' : 'no part' },
    })),
  }),
  'failed-publication': summarizeFailed({
    ...failing,
    ...{ command: '', place: undefined, output: '', excerpt: '', isUntouched: false },
    message: `${digest('0')} is not published everywhere: PUT https://ghcr.io/v2/acme/app/manifests/latest: 503 Service Unavailable`,
    hint: 'Run the job again: it updates every tag to one verified image.',
    platforms: failing.platforms.map((each) => ({ ...each, state: { kind: 'built' } })),
    tags: [
      { reference: 'ghcr.io/acme/app:1.2', state: 'updated', before: 'nothing' },
      { reference: 'ghcr.io/acme/app:latest', state: 'not updated', before: digest('e') },
    ],
  }),
  plan: summarizePlan({
    rows: [
      { platform: 'linux/amd64', runner: 'ubuntu-24.04', native: true, slug: 'linux-amd64' },
      { platform: 'linux/arm64', runner: 'ubuntu-24.04-arm', native: true, slug: 'linux-arm64' },
      {
        platform: 'linux/s390x',
        runner: { group: 'big', labels: ['self-hosted', 'x64'] },
        native: false,
        slug: 'linux-s390x',
      },
    ],
    tags: ['ghcr.io/acme/app:1.2', 'ghcr.io/acme/app:latest'],
    version: '1.2.3',
  }),
  hostile: summarize(
    aReport({
      title: EVIL,
      version: EVIL,
      driverReason: EVIL,
      cache: EVIL,
      notices: [EVIL, long],
      steps: [
        timed(`RUN ${EVIL}`, 0, 9, { stage: EVIL, index: '1/2', platform: 'linux/amd64' }),
        timed(EVIL, 9, 30),
        timed(`RUN ${long}`, 9, 60, { stage: long, index: '1/2', platform: 'linux/amd64' }),
      ],
      result: { kind: 'written', destinations: [EVIL, long] },
      tags: [{ repository: repository(`ghcr.io/acme/${'long-name'.repeat(12)}`), tag: 'x'.repeat(128) }],
      source: SOURCE,
    }),
  ),
  'hostile-failure': summarizeFailed({
    ...failing,
    ...{
      title: EVIL,
      command: `RUN ${EVIL}`,
      message: EVIL,
      hint: EVIL,
      output: `${EVIL}\n${long.repeat(3)}`,
      excerpt: EVIL,
    },
    place: { text: EVIL, link: undefined },
    platforms: [{ name: EVIL, execution: 'native', seconds: 1, state: { kind: 'failed', at: `${EVIL}${long}` } }],
    steps: [timed(EVIL, 0, 9, { platform: EVIL }), timed(EVIL, 9, 30)],
  }),
};
