import { describe, expect, test } from '@jest/globals';
import { decideInputs } from '../../src/bake/decide-inputs.ts';
import type { BakeTarget } from '../../src/bake/definition.ts';
import { DEFAULTS, PLAN_DEFAULTS } from '../../src/inputs/defaults.ts';
import { withPlan } from '../../src/inputs/handed-plan.ts';
import { formatProblem, InputError } from '../../src/inputs/problems.ts';
import { readRequest } from '../../src/inputs/read.ts';
import { Texts } from '../../src/inputs/texts.ts';
import type { Job } from '../../src/model/job.ts';
import { resolveRequest } from '../../src/plan/resolve.ts';
import { type Given, given, job } from '../inputs/given.ts';

const at = job({ TOKEN: 'hunter2', NPM: 'hunter2', SSH_AUTH_SOCK: '/agent' });

interface Links {
  readonly linked?: Readonly<Record<string, BakeTarget>>;
  readonly where?: Job;
}

function decide(target: BakeTarget, inputs: Given = {}, { linked = {}, where = at }: Links = {}) {
  const others = Object.entries(linked).map(([name, each]) => ({ name, target: each }));
  return decideInputs(new Texts(given(inputs)), { name: 'app', target, linked: others }, DEFAULTS, where);
}

/** The request of a step whose bake file is this target, and the messages about it. */
async function request(target: BakeTarget, inputs: Given = {}, links: Links = {}) {
  const { inline, ...baked } = decide(target, inputs, links);
  const asked = new Texts(given({ ...inputs, 'bake-target': 'app', 'bake-file': 'Dockerfile' }));
  const texts = new Texts(
    (name) => (name.startsWith('bake-') ? asked.text(name) : baked.texts.text(name)),
    baked.texts.origin,
  );
  const reading = await readRequest(texts, links.where ?? at, { ...baked, texts, files: ['/checkout/Dockerfile'] });
  return { ...reading.request, messages: reading.inputs.finish(), inline };
}

async function problems(...args: Parameters<typeof request>): Promise<readonly string[]> {
  try {
    await request(...args);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(formatProblem);
    throw error;
  }
}

describe('takes as the default of an input the field', () => {
  test.each<readonly [keyof BakeTarget & string, BakeTarget, object]>([
    ['context', { context: 'docker' }, { build: { context: { path: '/checkout/docker' } } }],
    [
      'context that is a Git URL',
      { context: 'https://github.com/acme/app.git#main', dockerfile: 'sub/Dockerfile' },
      { build: { context: { kind: 'git', url: 'https://github.com/acme/app.git#main' }, file: 'sub/Dockerfile' } },
    ],
    [
      'dockerfile, which is a path in the context',
      { context: 'docker', dockerfile: 'app.Dockerfile' },
      { build: { file: 'docker/app.Dockerfile', dockerfile: '/checkout/docker/app.Dockerfile' } },
    ],
    [
      'dockerfile with cwd://, which is a path in the checkout',
      { context: 'docker', dockerfile: 'cwd://docker/app.Dockerfile' },
      { build: { file: 'docker/app.Dockerfile' } },
    ],
    ['dockerfile that bake always prints', { dockerfile: 'Dockerfile' }, { build: { file: undefined } }],
    ['target', { target: 'final' }, { build: { target: 'final' } }],
    [
      'args, over several lines and with quotes too',
      { args: { A: '1', B: 'x\n"y", #z', C: '', D: null } },
      {
        build: {
          buildArgs: [
            { name: 'A', value: '1' },
            { name: 'B', value: 'x\n"y", #z' },
            { name: 'C', value: '' },
          ],
        },
      },
    ],
    ['labels', { labels: { a: '# b\nc' } }, { build: { labels: [{ name: 'a', value: '# b\nc' }] } }],
    ['annotations', { annotations: ['index:k=v, "w"'] }, { build: { annotations: ['index:k=v, "w"'] } }],
    [
      'tags',
      { tags: ['ghcr.io/acme/app:1', 'localhost:5000/app', 'app'] },
      {
        image: {
          tags: [
            { reference: { repository: { name: 'ghcr.io/acme/app' }, tag: '1' } },
            { reference: { repository: { name: 'localhost:5000/app' }, tag: 'latest' } },
            { reference: { tag: 'latest' } },
          ],
        },
      },
    ],
    [
      'platforms',
      { platforms: ['linux/amd64', 'linux/arm/v7'] },
      { image: { platforms: [{ architecture: 'amd64' }, { architecture: 'arm', variant: 'v7' }] } },
    ],
    [
      'cache-from',
      { 'cache-from': [{ type: 'registry', ref: 'acme/app:cache' }, 'acme/app:old'] },
      { cache: { from: ['type=registry,ref=acme/app:cache', 'acme/app:old'] } },
    ],
    ['cache-to', { 'cache-to': [{ mode: 'max', type: 'gha' }] }, { cache: { to: ['type=gha,mode=max'] } }],
    [
      'secret',
      {
        secret: [{ id: 'a', env: 'TOKEN' }, { id: 'NPM' }, { id: 'b', src: 'key.pem' }, 'type=env,id=c,env=TOKEN'],
      },
      {
        build: {
          secrets: [
            { id: 'a', from: 'env', env: 'TOKEN' },
            { id: 'NPM', from: 'env', env: 'NPM' },
            { id: 'c', from: 'env', env: 'TOKEN' },
            { id: 'b', from: 'file', path: '/checkout/key.pem' },
          ],
        },
      },
    ],
    ['ssh', { ssh: [{ id: 'x', paths: ['key.pem'] }] }, { build: { ssh: ['x=/checkout/key.pem'] } }],
    [
      'contexts',
      { contexts: { a: 'docker', b: 'docker-image://alpine:3', c: 'https://github.com/acme/app.git' } },
      {
        build: {
          buildContexts: [
            { name: 'a', value: '/checkout/docker' },
            { name: 'b', value: 'docker-image://alpine:3' },
            { name: 'c', value: 'https://github.com/acme/app.git' },
          ],
        },
      },
    ],
    [
      'output to files',
      { output: [{ type: 'oci', dest: 'a,b.tar' }, { type: 'cacheonly' }] },
      { result: { push: false, outputs: [{ type: 'oci', attributes: { dest: 'a,b.tar' } }] } },
    ],
    [
      'output of the image, whose attributes apply',
      {
        output: [
          { type: 'registry', compression: 'zstd' },
          { type: 'local', dest: 'out' },
        ],
      },
      {
        result: {
          push: false,
          outputs: [
            { type: 'local', attributes: { dest: 'out' } },
            { type: 'image', attributes: { compression: 'zstd' } },
          ],
        },
      },
    ],
    ['no-cache', { 'no-cache': true }, { build: { noCache: true } }],
    ['no-cache-filter', { 'no-cache-filter': ['a', 'b'] }, { build: { noCacheFilters: ['a', 'b'] } }],
    ['pull', { pull: true }, { build: { pull: true } }],
    [
      'attest',
      {
        attest: [
          { mode: 'max', type: 'provenance' },
          { disabled: true, type: 'sbom' },
        ],
      },
      { build: { attests: ['type=provenance,mode=max', 'type=sbom,disabled=true'] } },
    ],
    ['network', { network: 'none' }, { build: { network: 'none' } }],
    ['shm-size', { 'shm-size': '64MiB' }, { build: { shmSize: '64MiB' } }],
    ['ulimits', { ulimits: ['nofile=1024:1024'] }, { build: { ulimit: ['nofile=1024:1024'] } }],
    [
      'extra-hosts',
      { 'extra-hosts': { db: '10.0.0.2,10.0.0.3', v6: '::1', none: null } },
      { build: { addHosts: ['db:10.0.0.2', 'db:10.0.0.3', 'v6:::1'] } },
    ],
    ['call', { call: 'check' }, { build: { call: 'check' } }],
  ] as never)('%s', async (_, target, expected) => {
    expect(await request(target)).toMatchObject(expected);
  });

  test('dockerfile-inline, written to a folder that is named by its text', async () => {
    const text = 'FROM scratch';
    const path = '/temp/multiarch-build-bake-67c4282c6928/Dockerfile';
    const where = job({}, {}, { [path]: text });
    const { build, inline } = await request({ 'dockerfile-inline': text, dockerfile: 'Dockerfile' }, {}, { where });
    expect(inline).toEqual([{ path, text, hash: '67c4282c6928' }]);
    expect(build).toMatchObject({ file: path, dockerfile: path, bake: { inlineDockerfile: '67c4282c6928' } });
  });
});

describe('lets the step', () => {
  test.each<readonly [string, BakeTarget, Given, object]>([
    [
      'replace a list',
      { platforms: ['linux/arm64'] },
      { platforms: '386' },
      { image: { platforms: [{ architecture: '386' }] } },
    ],
    [
      'replace one of the build arguments',
      { args: { A: '1', B: '2' } },
      { 'build-args': 'B=3\nC=4' },
      {
        build: {
          buildArgs: [
            { name: 'B', value: '3' },
            { name: 'C', value: '4' },
            { name: 'A', value: '1' },
          ],
        },
      },
    ],
    [
      'replace a secret of another kind',
      {
        secret: [
          { id: 'a', env: 'TOKEN' },
          { id: 'b', src: 'key.pem' },
        ],
      },
      { secrets: 'a=hunter2hunter2' },
      {
        build: {
          secrets: [
            { id: 'a', from: 'value' },
            { id: 'b', from: 'file' },
          ],
        },
      },
    ],
    [
      'replace the context, in which the Dockerfile is looked for',
      { context: 'none', dockerfile: 'app.Dockerfile' },
      { context: 'docker' },
      { build: { context: { path: '/checkout/docker' }, file: 'docker/app.Dockerfile' } },
    ],
    [
      'select another cache',
      { 'cache-from': [{ type: 'gha' }], 'cache-to': [{ type: 'gha' }] },
      { cache: 'inline' },
      { cache: { from: [], to: [] } },
    ],
    [
      'replace one kind of attestations',
      { attest: [{ type: 'provenance', mode: 'max' }, { type: 'sbom' }] },
      { provenance: 'false' },
      { build: { provenance: 'false', attests: ['type=sbom'] } },
    ],
  ])('%s', async (_, target, inputs, expected) => {
    expect(await request(target, inputs)).toMatchObject(expected);
  });
});

test('reports the problem of a later check with the target', async () => {
  const { inline, ...baked } = decide({ context: 'stages', target: 'nothing' });
  const { request: asked, inputs } = await readRequest(baked.texts, at, { ...baked, files: [] });
  await resolveRequest(asked, inputs, at, at.files.readText);
  expect(() => inputs.finish()).toThrow(/^target \(target app\): /);
});

test('never pushes or loads because of a target, and says so', async () => {
  const target: BakeTarget = {
    tags: ['acme/app:1'],
    output: [{ type: 'registry' }, { type: 'docker' }],
  };
  const { result, messages } = await request(target);
  expect(result).toMatchObject({ push: false, pushByDigest: false, load: false, outputs: [] });
  expect(messages).toEqual([
    { level: 'notice', message: 'push: the target app has an output that pushes; set push: true to publish' },
    { level: 'notice', message: 'load: the target app has an output that loads; set load: true to load' },
  ]);
  expect((await request(target, { push: 'true', load: 'true' })).messages).toEqual([]);
});

test('reports an invalid value as a problem of its input, with the target', async () => {
  const target: BakeTarget = {
    platforms: ['amd64', 'amd46'],
    args: { 'A B': '1' },
    target: '-x',
    contexts: { a: 'nowhere' },
  };
  expect(await problems(target, { 'build-args': '-=1', ulimit: 'x' })).toEqual([
    'platforms[1] (target app): unknown architecture "amd46"; did you mean amd64?',
    'target (target app): must not start with a dash like an option, got "-x"',
    'build-args[0]: its name is invalid; write NAME=value',
    'build-args[1] (target app): its name is invalid; write NAME=value',
    'build-contexts[0] (target app): must be an existing folder, got "nowhere"; write a folder, a Git URL or docker-image://…',
    'ulimit[0]: must be a limit, got "x"; write name=soft:hard, such as nofile=1024:2048',
  ]);
});

describe('refuses in a bake file, and not in an input,', () => {
  const where = job({ INPUT_PASSWORD: 'hunter2', ACTIONS_RUNTIME_TOKEN: 'hunter2', TOKEN: 'hunter2' });

  test.each<readonly [string, BakeTarget, Given, readonly string[]]>([
    [
      'variables that are for the action alone',
      { secret: [{ id: 'a', env: 'INPUT_PASSWORD' }, { id: 'b', env: 'TOKEN' }, 'type=env,id=ACTIONS_RUNTIME_TOKEN'] },
      { 'secret-envs': 'a=INPUT_PASSWORD,ACTIONS_RUNTIME_TOKEN=ACTIONS_RUNTIME_TOKEN' },
      [
        'secret-envs[0] (target app): no variable "INPUT_PASSWORD" for a bake file; write its value into env: of the step',
        'secret-envs[2] (target app): no variable "ACTIONS_RUNTIME_TOKEN" for a bake file; write its value into env: of the step',
      ],
    ],
    [
      'caches at an address that gets credentials',
      { 'cache-from': [{ type: 'gha', url: 'https://evil.example' }] },
      { 'cache-from': 'type=gha,url=https://example.com' },
      [
        'cache-from[0] (target app): a cache with url, which gets credentials of this job; write the caches into the input',
      ],
    ],
  ])('%s', async (_, target, inputs, expected) => {
    expect(await problems(target, {}, { where })).toEqual(expected);
    expect(await problems(target, inputs, { where })).toEqual([]);
    const linked = { base: target };
    const own = { secret: [{ id: 'z', env: 'TOKEN' }], 'cache-from': [{ type: 'gha' }] };
    expect(await problems({ contexts: { x: 'target:base' }, ...own }, {}, { linked, where })).toEqual(
      expected.map((problem) => problem.replace('target app', 'target base')),
    );
  });
});

test('gives a Git context of a bake file the token, unless it is the file of a fork', async () => {
  const target: BakeTarget = { context: 'https://github.com/acme/app.git' };
  const event = { pull_request: { head: { repo: { full_name: 'somebody/app' } } } };
  const fork = job({ GITHUB_EVENT_NAME: 'pull_request' }, event);
  const secretsIn = async (where: Job) =>
    (await request(target, { 'github-token': 'hunter2' }, { where })).build.secrets.map(({ id }) => id);
  expect([await secretsIn(at), await secretsIn(fork)]).toEqual([['GIT_AUTH_TOKEN'], []]);
});

describe('asks the author of the workflow for', () => {
  test.each<readonly [string, BakeTarget, string, string]>([
    ['an entitlement', { entitlements: ['security.insecure'] }, 'security.insecure', 'security.insecure'],
    ['a device', { entitlements: ['device=nvidia.com/gpu'] }, 'device=nvidia.com/gpu', 'device=nvidia.com/gpu'],
    ['the network of the runner', { network: 'host' }, 'network.host', 'network.host'],
    ['the SSH agent', { ssh: [{ id: 'default' }] }, 'the SSH agent', 'ssh'],
    ['a context', { context: '../elsewhere' }, 'reading /elsewhere, outside of the checkout', 'fs.read=/elsewhere'],
    [
      'a further context',
      { contexts: { x: '/elsewhere' } },
      'reading /elsewhere, outside of the checkout',
      'fs.read=/elsewhere',
    ],
    [
      'a Dockerfile',
      { dockerfile: '../elsewhere/Dockerfile' },
      'reading /elsewhere/Dockerfile, outside of the checkout',
      'fs.read=/elsewhere/Dockerfile',
    ],
    [
      'a file as a secret',
      { secret: [{ id: 'x', src: '/elsewhere/Dockerfile' }] },
      'reading /elsewhere/Dockerfile, outside of the checkout',
      'fs.read=/elsewhere/Dockerfile',
    ],
    [
      'an SSH key',
      { ssh: [{ id: 'x', paths: ['/elsewhere/Dockerfile'] }] },
      'reading /elsewhere/Dockerfile, outside of the checkout',
      'fs.read=/elsewhere/Dockerfile',
    ],
    [
      'an OCI layout',
      { contexts: { x: 'oci-layout:///elsewhere:1' } },
      'reading /elsewhere, outside of the checkout',
      'fs.read=/elsewhere',
    ],
    [
      'a cache that is read',
      { 'cache-from': [{ type: 'local', src: '/c' }] },
      'reading /c, outside of the checkout',
      'fs.read=/c',
    ],
    [
      'a cache that is written',
      { 'cache-to': [{ type: 'local', dest: '/c' }] },
      'writing /c, outside of the checkout',
      'fs.write=/c',
    ],
    [
      'an output',
      { output: [{ type: 'local', dest: '../out' }] },
      'writing /out, outside of the checkout',
      'fs.write=/out',
    ],
  ])('%s', async (_, target, what, item) => {
    const asked = [`allow: the target app asks for ${what}; add ${item} if the bake file may have it`];
    expect(await problems(target)).toEqual(asked);
    expect(await problems(target, { allow: item })).toEqual([]);
    const isOfBake = /^(fs|ssh)/.test(item);
    expect((await request(target, { allow: item })).build.allow).toEqual(isOfBake ? [] : [item]);
  });

  test('the privileges of a linked target', async () => {
    const linked = { base: { context: 'docker', secret: [{ id: 'x', src: '/elsewhere/Dockerfile' }] } };
    expect(await problems({ contexts: { x: 'target:base' } }, {}, { linked })).toEqual([
      'allow: the target base asks for reading /elsewhere/Dockerfile, outside of the checkout; add fs.read=/elsewhere/Dockerfile if the bake file may have it',
    ]);
  });

  test.each(['fs=*', 'fs.read=/', 'fs.read=../elsewhere'])('nothing if %s allows it', async (allow) => {
    expect(await problems({ context: '/elsewhere' }, { allow })).toEqual([]);
  });

  test.each(['fs.write=*', 'fs.read=/else', 'ssh'])('a path if only %s is allowed', async (allow) => {
    expect(await problems({ context: '/elsewhere' }, { allow })).toHaveLength(1);
  });

  test('nothing if the step replaces the value', async () => {
    const target: BakeTarget = { context: '/none', ssh: [{ id: 'default' }], secret: [{ id: 'x', src: '/none' }] };
    expect(await problems(target, { context: 'docker', ssh: 'default', 'secret-envs': 'x=TOKEN' })).toEqual([]);
  });
});

test('reads linked targets, and leaves out one if the step replaces its context', async () => {
  const linked = {
    deep: { context: 'docker', platforms: ['linux/amd64'], 'cache-from': [{ type: 'gha' }] },
    base: { contexts: { z: 'target:deep' }, args: { A: '1' } },
  };
  const target: BakeTarget = { contexts: { x: 'target:base' } };
  const { build } = await request(target, {}, { linked });
  expect(build.bake?.linked).toMatchObject([
    { name: 'deep', build: { context: { path: '/checkout/docker' } }, platforms: [{}], cacheFrom: ['type=gha'] },
    { name: 'base', build: { buildArgs: [{ name: 'A', value: '1' }] }, platforms: undefined },
  ]);
  const replaced = await request(target, { 'build-contexts': 'x=docker-image://alpine' }, { linked });
  expect(replaced.build.bake?.linked).toEqual([]);
  expect(await problems(target, {}, { linked: { base: { target: '-x' } } })).toEqual([
    'target (target base): must not start with a dash like an option, got "-x"',
  ]);
});

test('does not replace the values of a plan', () => {
  const image = { images: ['ghcr.io/acme/app'], tags: ['1'], version: '1', platforms: ['linux/arm64'] };
  const step = withPlan(new Texts(given({ plan: JSON.stringify(image) })), DEFAULTS);
  const target: BakeTarget = { platforms: ['linux/s390x'], target: 'final' };
  const { texts } = decideInputs(step, { name: 'app', target, linked: [] }, DEFAULTS, at);
  expect(['images', 'platforms', 'target'].map((name) => texts.text(name))).toEqual([
    'ghcr.io/acme/app',
    'linux/arm64',
    'final',
  ]);
});

test('fills only the inputs that an action has', () => {
  const step = new Texts((name) => PLAN_DEFAULTS[name as keyof typeof PLAN_DEFAULTS] ?? '');
  const target: BakeTarget = {
    platforms: ['linux/s390x'],
    tags: ['acme/app:1'],
    labels: { a: 'b' },
    output: [{ type: 'registry' }],
  };
  const { texts, messages } = decideInputs(step, { name: 'app', target, linked: [] }, PLAN_DEFAULTS, at);
  expect(['platforms', 'tags', 'labels'].map((name) => texts.text(name))).toEqual(['linux/s390x', 'acme/app:1', '']);
  expect(messages).toEqual([]);
});

test.each<readonly [string, string]>([
  ['fs', 'allow[0]: fs without a path; write fs=path, or fs=* for every path'],
  ['fs.red=/srv', 'allow[0]: unknown entitlement "fs.red"; did you mean fs.read?'],
])('refuses the privilege %s', async (allow, problem) => {
  expect(await problems({}, { allow })).toEqual([problem]);
});
