import { describe, expect, test } from '@jest/globals';
import { readMatrix } from '../../src/inputs/matrix.ts';
import { InputError } from '../../src/inputs/problems.ts';
import { readRequest } from '../../src/inputs/read.ts';
import { finished, given, job, problemsOf, read } from './given.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';

test('builds the checkout without publishing if no input is set', async () => {
  const { request, messages } = await read({});
  expect(messages).toEqual([]);
  expect(request).toEqual({
    image: {
      repositories: [],
      tags: [],
      flavor: [],
      version: undefined,
      metadataContext: 'workflow',
      platforms: undefined,
    },
    build: {
      context: { kind: 'path', path: '/checkout' },
      file: undefined,
      dockerfile: '/checkout/Dockerfile',
      target: undefined,
      buildArgs: [],
      buildContexts: [],
      labels: [],
      annotations: [],
      annotationLevels: undefined,
      secrets: [],
      ssh: [],
      network: undefined,
      addHosts: [],
      shmSize: undefined,
      ulimit: [],
      cgroupParent: undefined,
      allow: [],
      noCache: false,
      noCacheFilters: [],
      pull: false,
      provenance: undefined,
      sbom: undefined,
      attests: [],
      call: undefined,
      sourceDateEpoch: undefined,
    },
    result: { push: false, pushByDigest: false, part: undefined, partTag: undefined, load: false, outputs: [] },
    setup: {
      qemu: 'auto',
      qemuImage: expect.stringMatching(/^docker\.io\/tonistiigi\/binfmt:qemu-v[\d.-]+@sha256:[0-9a-f]{64}$/),
      driver: 'auto',
      builder: undefined,
      endpoint: undefined,
      nodes: [],
      driverOpts: [],
      buildkitdFlags: undefined,
      buildkitdConfig: undefined,
      buildkitdConfigFile: undefined,
      buildkitImage: undefined,
      buildxVersion: undefined,
      keepBuilder: false,
    },
    login: [],
    logout: true,
    cache: {
      backend: 'registry',
      ref: undefined,
      scope: undefined,
      mode: 'max',
      write: 'auto',
      from: [],
      to: [],
      credentials: {},
      mounts: false,
    },
    verification: { verify: true, strict: false, foreignPrograms: [], smokeTest: undefined },
    allowUntrusted: false,
    options: { retries: 3, timeout: undefined, summary: true },
  });
});

test('treats an empty input like an input that is not set', async () => {
  const empty = await finished(readRequest(() => ' ', job()));
  expect(empty).toEqual(await read({}));
});

describe('reads for the image', () => {
  test('repositories by comma and line or in the syntax of metadata-action, in lower case, each once', async () => {
    const images =
      'ghcr.io/Acme/App,acme/app\n# comment\nname=quay.io/acme/app\nname=x.io/y,enable=false\ndocker.io/acme/app';
    const { request } = await read({ images });
    expect(request.image.repositories.map(({ name }) => name)).toEqual([
      'ghcr.io/acme/app',
      'acme/app',
      'quay.io/acme/app',
    ]);
  });

  test('tags that are references, bare tags, rules or auto', async () => {
    const tags =
      'ghcr.io/Acme/App:1.2,edge\ntype=semver,pattern={{version}},enable=true\nauto\nlocalhost:5000/app:x\n{{branch}}-{{sha}}';
    const { request } = await read({ images: 'acme/app', tags });
    expect(request.image.tags).toEqual([
      {
        kind: 'reference',
        reference: { repository: { name: 'ghcr.io/acme/app', registry: 'ghcr.io', path: 'acme/app' }, tag: '1.2' },
      },
      { kind: 'tag', tag: 'edge' },
      { kind: 'rule', rule: 'type=semver,pattern={{version}},enable=true' },
      { kind: 'auto' },
      {
        kind: 'reference',
        reference: { repository: { name: 'localhost:5000/app', registry: 'localhost:5000', path: 'app' }, tag: 'x' },
      },
      { kind: 'rule', rule: 'type=raw,value={{branch}}-{{sha}}' },
    ]);
  });

  test('platforms by their normalized names', async () => {
    const { request } = await read({ platforms: 'x86_64, linux/arm64/v8\nlinux/arm' });
    expect(request.image.platforms).toEqual([
      { os: 'linux', architecture: 'amd64', variant: undefined },
      { os: 'linux', architecture: 'arm64', variant: undefined },
      { os: 'linux', architecture: 'arm', variant: 'v7' },
    ]);
  });
});

describe('reads for the context', () => {
  test.each([
    ['.', { kind: 'path', path: '/checkout' }],
    ['./docker/', { kind: 'path', path: '/checkout/docker' }],
    ['lower', { kind: 'path', path: '/checkout/lower' }],
    ['/elsewhere', { kind: 'path', path: '/elsewhere' }],
    ['{{defaultContext}}', { kind: 'git', url: `https://github.com/acme/app.git#${SHA}` }],
    ['{{ defaultContext }}:docker', { kind: 'git', url: `https://github.com/acme/app.git#${SHA}:docker` }],
    ['https://github.com/acme/app.git#main:dir', { kind: 'git', url: 'https://github.com/acme/app.git#main:dir' }],
    ['https://github.com/acme/app.git?ref=main', { kind: 'git', url: 'https://github.com/acme/app.git?ref=main' }],
    ['git@github.com:acme/app.git', { kind: 'git', url: 'git@github.com:acme/app.git' }],
    ['ssh://git@github.com/acme/app.git', { kind: 'git', url: 'ssh://git@github.com/acme/app.git' }],
    ['github.com/acme/app', { kind: 'git', url: 'github.com/acme/app' }],
  ])('the path or Git URL %s', async (context, expected) => {
    expect((await read({ context })).request.build.context).toEqual(expected);
  });

  test('the default context on another server, without a commit', async () => {
    const { request } = await read(
      { context: '{{defaultContext}}' },
      job({ GITHUB_SERVER_URL: 'https://ghe.acme.io/', GITHUB_SHA: '' }),
    );
    expect(request.build.context).toEqual({ kind: 'git', url: 'https://ghe.acme.io/acme/app.git#refs/heads/main' });
  });

  test('the input file unchanged', async () => {
    expect((await read({ file: 'docker/app.Dockerfile' })).request.build.file).toBe('docker/app.Dockerfile');
    // the files of a Git context are unknown at this time
    expect((await read({ context: '{{defaultContext}}', file: 'any' })).request.build.file).toBe('any');
  });

  test.each([
    [{}, '/checkout/Dockerfile'],
    [{ context: 'lower' }, '/checkout/lower/dockerfile'],
    [{ context: 'lower', file: 'docker/app.Dockerfile' }, '/checkout/docker/app.Dockerfile'],
    [{ file: '/elsewhere/Dockerfile' }, '/elsewhere/Dockerfile'],
    [{ file: 'https://example.com/Dockerfile' }, undefined],
    [{ context: '{{defaultContext}}' }, undefined],
  ])('the Dockerfile for %j', async (inputs, path) => {
    expect((await read(inputs)).request.build.dockerfile).toBe(path);
  });

  test('the target of a symlink within the checkout', async () => {
    const { build, result, cache } = (
      await read({
        context: 'stays',
        'build-contexts': 'a=stays\nb=oci-layout://stays:1.0\nc=oci-layout://docker:1.0',
        'secret-files': 'A=stays/app.Dockerfile',
        outputs: 'type=tar,dest=stays/new/a.tar',
        'cache-to': 'type=local,dest=stays/cache,mode=max',
      })
    ).request;
    expect(build.context).toEqual({ kind: 'path', path: '/checkout/docker' });
    expect([build.file, build.dockerfile]).toEqual([undefined, '/checkout/docker/Dockerfile']);
    expect(build.buildContexts.map(({ value }) => value)).toEqual([
      '/checkout/docker',
      'oci-layout:///checkout/docker:1.0',
      'oci-layout://docker:1.0',
    ]);
    expect(build.secrets).toEqual([{ id: 'A', from: 'file', path: '/checkout/docker/app.Dockerfile' }]);
    expect(result.outputs).toEqual([{ type: 'tar', attributes: { dest: '/checkout/docker/new/a.tar' } }]);
    expect(cache.to).toEqual(['type=local,dest=/checkout/docker/cache,mode=max']);
  });

  test('named contexts', async () => {
    const given =
      'base=docker-image://alpine:3\nsrc=docker\nself={{defaultContext}}:x\nrepo=https://github.com/a/b.git';
    expect((await read({ 'build-contexts': given })).request.build.buildContexts).toEqual([
      { name: 'base', value: 'docker-image://alpine:3' },
      { name: 'src', value: '/checkout/docker' },
      { name: 'self', value: `https://github.com/acme/app.git#${SHA}:x` },
      { name: 'repo', value: 'https://github.com/a/b.git' },
    ]);
  });
});

test('reads the inputs of the build', async () => {
  const { request } = await read(
    {
      'build-args': 'A=1=2\nB\n"C=two\nlines"\nD=',
      labels: 'a=b,c\n# comment\nd',
      annotations: 'index,manifest[linux/amd64]:a=b\nc=d',
      ssh: 'default,id=key.pem',
      network: 'host',
      'add-hosts': 'db:10.0.0.2,up=host-gateway,six:[::1]',
      'shm-size': '2g',
      ulimit: 'nofile=1024:2048\nmemlock=-1',
      allow: 'network.host,device=nvidia.com/gpu',
      'no-cache': 'True',
      'no-cache-filters': 'one,two',
      provenance: 'mode=max,version=v1',
      sbom: 'TRUE',
      attests: 'type=sbom,generator=x\ntype=provenance,false',
      call: 'check,format=json',
      'source-date-epoch': 'commit',
    },
    job({ SSH_AUTH_SOCK: '/agent' }),
  );
  expect(request.build).toMatchObject({
    buildArgs: [
      { name: 'A', value: '1=2' },
      { name: 'B', value: undefined },
      { name: 'C', value: 'two\nlines' },
      { name: 'D', value: '' },
    ],
    labels: [
      { name: 'a', value: 'b,c' },
      { name: 'd', value: '' },
    ],
    annotations: ['index,manifest[linux/amd64]:a=b', 'c=d'],
    ssh: ['default', 'id=/checkout/key.pem'],
    network: 'host',
    addHosts: ['db:10.0.0.2', 'up=host-gateway', 'six:[::1]'],
    shmSize: '2g',
    ulimit: ['nofile=1024:2048', 'memlock=-1'],
    allow: ['network.host', 'device=nvidia.com/gpu'],
    noCache: true,
    noCacheFilters: ['one', 'two'],
    provenance: 'mode=max,version=v1',
    sbom: 'true',
    attests: ['type=sbom,generator=x', 'type=provenance,disabled=true'],
    call: 'check,format=json',
    sourceDateEpoch: { kind: 'commit' },
  });
  expect((await read({ call: 'build' })).request.build.call).toBeUndefined();
  expect((await read({ 'source-date-epoch': '0' })).request.build.sourceDateEpoch).toEqual({
    kind: 'seconds',
    seconds: 0,
  });
});

test('reads secrets from values, files and the environment', async () => {
  const { request } = await read(
    {
      secrets: 'TOKEN=a=b,c \n"KEY=first\n\nlast\n"\nGIT_AUTH_TOKEN.github.com=abcd',
      'secret-envs': 'FROM_ENV=NAME',
      'secret-files': 'FILE=key.pem',
    },
    job({ NAME: 'value' }),
  );
  expect(request.build.secrets).toEqual([
    { id: 'TOKEN', from: 'value', value: 'a=b,c ' },
    { id: 'KEY', from: 'value', value: 'first\n\nlast\n' },
    { id: 'GIT_AUTH_TOKEN.github.com', from: 'value', value: 'abcd' },
    { id: 'FROM_ENV', from: 'env', env: 'NAME' },
    { id: 'FILE', from: 'file', path: '/checkout/key.pem' },
  ]);
});

test('accepts the same ids of secrets as BuildKit', async () => {
  const { request } = await read({ secrets: '/root/.npmrc=hunter2\n.netrc=hunter2' });
  expect(request.build.secrets.map(({ id }) => id)).toEqual(['/root/.npmrc', '.netrc']);
});

test('reads a label without a value as empty, like buildx', async () => {
  expect((await read({ labels: 'noequals' })).request.build.labels).toEqual([{ name: 'noequals', value: '' }]);
});

test('reads outputs', async () => {
  const outputs =
    'out\ntype=oci,dest=image.tar\ntype=image,"annotation.a=b,c",compression=zstd\ntype=local,dest=other\ntype=docker,dest=d.tar';
  expect((await read({ outputs, platforms: 'amd64' })).request.result.outputs).toEqual([
    { type: 'local', attributes: { dest: 'out' } },
    { type: 'oci', attributes: { dest: 'image.tar' } },
    { type: 'image', attributes: { 'annotation.a': 'b,c', compression: 'zstd' } },
    { type: 'local', attributes: { dest: 'other' } },
    { type: 'docker', attributes: { dest: 'd.tar' } },
  ]);
});

test('reads repositories without a tag from `tags` beside push-by-digest', async () => {
  const tags = 'ghcr.io/acme/app,localhost:5000/acme/app\nghcr.io/acme/other:1';
  const { request } = await read({ 'push-by-digest': 'true', platforms: 'amd64', images: 'ghcr.io/acme/app', tags });
  expect(request.image.repositories.map(({ name }) => name)).toEqual(['ghcr.io/acme/app', 'localhost:5000/acme/app']);
  expect(request.image.tags).toMatchObject([{ kind: 'reference', reference: { tag: '1' } }]);
});

test('reads the inputs of the set-up', async () => {
  const { request } = await read({
    driver: 'remote',
    endpoint: 'tcp://one:1234',
    nodes:
      '- endpoint: tcp://two:1234\n  name: two\n  platforms: linux/arm64,arm\n  driver-opts:\n    - cacert=ca.pem\n  buildkitd-flags: --debug\n-\n  endpoint: x',
    'driver-opts': 'servername=one\n"cacert=a,b"',
    'buildkitd-config': 'buildkitd.toml',
    'buildx-version': '0.29.1',
    'keep-builder': 'true',
  });
  expect(request.setup).toMatchObject({
    driver: 'remote',
    endpoint: 'tcp://one:1234',
    nodes: [
      {
        name: 'two',
        endpoint: 'tcp://two:1234',
        driverOpts: ['cacert=ca.pem'],
        buildkitdFlags: '--debug',
        platforms: [
          { os: 'linux', architecture: 'arm64', variant: undefined },
          { os: 'linux', architecture: 'arm', variant: 'v7' },
        ],
      },
      { name: undefined, endpoint: 'x', driverOpts: [], buildkitdFlags: undefined, platforms: [] },
    ],
    driverOpts: ['servername=one', '"cacert=a,b"'],
    buildkitdConfig: 'debug = true',
    buildxVersion: 'v0.29.1',
    keepBuilder: true,
  });
});

test('reads the options of the builder separately', async () => {
  const { request } = await read({
    'driver-opts': 'network=host,"env.A=1,2"\n"env.B=x ""y"" z"',
    nodes: '- driver-opts: "memory=1g,env.C=d=e"',
  });
  expect(request.setup.driverOpts).toEqual(['network=host', '"env.A=1,2"', '"env.B=x ""y"" z"']);
  expect(request.setup.nodes[0]?.driverOpts).toEqual(['memory=1g', 'env.C=d=e']);
});

describe('reads for the login', () => {
  test('one user name and password, for Docker Hub by default', async () => {
    const { request } = await read({ username: 'me', password: 'pass ' });
    expect(request.login).toEqual([{ registry: 'docker.io', username: 'me', password: 'pass' }]);
  });

  test('several logins from YAML, where every scalar is a string', async () => {
    const auth =
      '- registry: https://ghcr.io/acme\n  username: me\n  password: 0123\n- username: no\n  password: "a: b"\n- registry: quay.io\n  username: me\n  password:\n';
    const { request, messages } = await read({ 'registry-auth': auth });
    expect(request.login).toEqual([
      { registry: 'ghcr.io', username: 'me', password: '0123' },
      { registry: 'docker.io', username: 'no', password: 'a: b' },
    ]);
    expect(messages).toEqual([
      { level: 'notice', message: 'registry-auth[2]: no credentials, so no login here; those of earlier steps count' },
    ]);
  });

  test.each([
    ['of a YAML block', '|\n    hunter2', 'hunter2'],
    ['of a YAML block that keeps its empty lines', '|+\n    hunter2\n\n', 'hunter2\n'],
    ['in the style of Windows', '"hunter2\\r\\n"', 'hunter2'],
    ['and no surrounding spaces', '" hunter2 "', ' hunter2 '],
  ])('a password without its last line end, like docker login: %s', async (_, yaml, password) => {
    const { request } = await read({ 'registry-auth': `- username: me\n  password: ${yaml}` });
    expect(request.login).toEqual([{ registry: 'docker.io', username: 'me', password }]);
    const single = await read({ username: 'me', password: 'hunter2\n' });
    expect(single.request.login).toEqual([{ registry: 'docker.io', username: 'me', password: 'hunter2' }]);
  });

  test('a password that is only a line end as empty', async () => {
    const { request } = await read({ 'registry-auth': '- username: me\n  password: "\\n"' });
    expect(request.login).toEqual([]);
  });

  test('`logout: false`', async () => {
    await expect(read({ logout: 'false' })).resolves.toMatchObject({ request: { logout: false } });
  });

  test('no login for a registry without credentials, with a notice', async () => {
    const { request, messages } = await read({ registry: 'ghcr.io', username: 'me' });
    expect(request.login).toEqual([]);
    expect(messages.map(({ level }) => level)).toEqual(['notice']);
  });
});

test('removes quotes around a whole cache entry and keeps quotes around its fields', async () => {
  const { request } = await read({
    'cache-from': '"type=gha,scope=a"\n"acme/app:a,acme/app:b"\n"type=local,""src=a,b"" "',
    'cache-to': 'type=local,"dest=a,b",mode=max\n"type=s3","bucket=x","secret_access_key=hunter2,hunter3"',
  });
  expect(request.cache).toMatchObject({
    from: ['type=gha,scope=a', 'acme/app:a,acme/app:b', 'type=local,"src=a,b" '],
    to: ['type=local,"dest=a,b",mode=max', 'type=s3,bucket=x'],
    credentials: { AWS_SECRET_ACCESS_KEY: 'hunter2,hunter3' },
  });
});

test('reads the inputs of cache, verification and options', async () => {
  const { request, messages } = await read({
    cache: 'false',
    'cache-ref': 'ghcr.io/acme/cache',
    'cache-scope': 'slim',
    'cache-mode': 'min',
    'cache-write': 'true',
    'cache-from': 'acme/app:cache\ntype=s3,bucket=x,access_key_id=AKID',
    'cache-to': 'type=local,dest=out,mode=max',
    verify: 'FALSE',
    'smoke-test': 'docker run --rm $IMAGE --version\n',
    retries: '0',
    timeout: '1h30m5s',
    summary: 'false',
    'github-token': 'token',
  });
  expect(request.cache).toMatchObject({
    backend: 'none',
    ref: { name: 'ghcr.io/acme/cache' },
    scope: 'slim',
    mode: 'min',
    write: 'always',
    from: ['acme/app:cache', 'type=s3,bucket=x'],
    to: ['type=local,dest=out,mode=max'],
    credentials: { AWS_ACCESS_KEY_ID: 'AKID', AWS_SESSION_TOKEN: '' },
  });
  expect(messages.map(({ message }) => message)).toEqual([
    'cache-from[1]: credentials in a cache entry, handed on by environment; use the variables of its service instead',
  ]);
  expect(request.verification).toMatchObject({ verify: false, smokeTest: 'docker run --rm $IMAGE --version' });
  expect(request.options).toEqual({ retries: 0, timeout: 5_405_000, summary: false });
});

describe('notices and warnings', () => {
  test('report unknown inputs that resemble a known input', async () => {
    const env = {
      INPUT_PLATFROMS: 'x',
      INPUT_APPEND: 'y',
      'INPUT_KEEP-STATE': 'true',
      INPUT_PUSH: '',
      INPUT_SOMETHING: 'z',
      INPUT_TAG: '',
    };
    const { messages } = await read({}, job(env));
    expect(messages.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warning unknown input platfroms; did you mean platforms?',
      'warning unknown input append; did you mean nodes?',
      'warning unknown input keep-state; did you mean keep-builder?',
    ]);
  });

  test.each([
    ['INPUT_META-IMAGES', 'unknown input meta-images; did you mean images?'],
    ['INPUT_REGISTRY-AUTHS', 'unknown input registry-auths; did you mean registry-auth?'],
    ['INPUT_IMAGE', 'unknown input image; did you mean images or qemu-image?'],
    ['INPUT_NAME', 'unknown input name; did you mean builder?'],
    ['INPUT_USE', 'unknown input use; leave it out: the step uses its own builder'],
    ['INPUT_RUNNER', 'unknown input runner; leave it out: runners of plan, or runs-on of the job'],
  ])('report the input of a Docker action %s', async (variable, message) => {
    expect((await read({}, job({ [variable]: 'x' }))).messages).toEqual([{ level: 'warning', message }]);
  });

  test('name no input of another action', async () => {
    const reading = readMatrix(
      () => '',
      job({ INPUT_IMAGE: 'x', INPUT_FILES: 'x', 'INPUT_META-IMAGES': 'x', INPUT_RUNNER: 'x' }),
    );
    expect((await finished(reading)).messages.map(({ message }) => message)).toEqual([
      'unknown input image; did you mean images?',
      'unknown input files; did you mean bake-file or bake-target?',
      'unknown input meta-images; did you mean images?',
      'unknown input runner; did you mean runners?',
    ]);
  });

  test('report a build argument that looks like a token, without its value', async () => {
    const { messages } = await read({ 'build-args': `SHA=${SHA}\nTOKEN=ghp_${'0123456789abcdef'.repeat(3)}` });
    expect(messages).toEqual([
      {
        level: 'warning',
        message: 'build-args[1]: looks like a token, and the image keeps build arguments; use secrets',
      },
    ]);
  });

  test('report a secret that is too short for a mask', async () => {
    const { messages } = await read({ secrets: 'PIN=123\nTOKEN=1234' });
    expect(messages.map(({ message }) => message)).toEqual([
      'secrets[0]: too short to be masked, so the log may show it',
    ]);
  });

  test.each([
    [{ GITHUB_EVENT_NAME: 'pull_request' }, { pull_request: { head: { repo: { full_name: 'else/app' } } } }, true],
    [{ GITHUB_EVENT_NAME: 'pull_request' }, { pull_request: { head: { repo: null } } }, true],
    [{ GITHUB_EVENT_NAME: 'pull_request', GITHUB_ACTOR: 'dependabot[bot]' }, {}, true],
    [{ GITHUB_EVENT_NAME: 'pull_request' }, { pull_request: { head: { repo: { full_name: 'acme/app' } } } }, false],
    [
      { GITHUB_EVENT_NAME: 'pull_request_target' },
      { pull_request: { head: { repo: { full_name: 'else/app' } } } },
      false,
    ],
    [{}, {}, false],
  ])('report an empty secret only as a log line if the runner withholds it: %j %j', async (env, event, withheld) => {
    const inputs = { secrets: 'A=\nB=1234' };
    if (withheld) {
      const { request, messages } = await read(inputs, job(env, event));
      expect(request.build.secrets.map(({ id }) => id)).toEqual(['B']);
      expect(messages.map(({ level }) => level)).toEqual(['info']);
    } else {
      expect(await problemsOf(inputs, job(env, event))).toEqual([
        'secrets[0]: its value is empty; check the value of its expression, or leave the line out',
      ]);
    }
  });
});

test('reports all problems at once, in one error', async () => {
  const failure = finished(
    readRequest(given({ platforms: 'linux/amd64,linux/amd46', push: 'yes', timeout: '30' }), job()),
  );
  await expect(failure).rejects.toBeInstanceOf(InputError);
  await expect(failure).rejects.toThrow(
    [
      '3 problems in the inputs:',
      'platforms[1]: unknown architecture "amd46"; did you mean amd64?',
      'push: must be true or false, got "yes"',
      'timeout: must be a duration, got "30"; write it with units, such as 30m, 90s or 1h30m',
    ].join('\n'),
  );
});

test('reads the levels of annotations as docker/metadata-action does, and reports an unknown one', async () => {
  const at = (levels: string) => job({ DOCKER_METADATA_ANNOTATIONS_LEVELS: levels });
  expect((await read({}, at('manifest, index'))).request.build.annotationLevels).toEqual(['manifest', 'index']);
  expect((await read({}, at(''))).request.build.annotationLevels).toBeUndefined();
  expect(await problemsOf({}, at('manifest,indx'))).toEqual([
    'annotations-levels: unknown level "indx" in DOCKER_METADATA_ANNOTATIONS_LEVELS; did you mean index?',
  ]);
});

describe('unknown inputs are problems', () => {
  test.each(['files', 'targets', 'set', 'vars'])('if they are for bake files: %s', async (name) => {
    expect(await problemsOf({}, job({ [`INPUT_${name.toUpperCase()}`]: 'x' }))).toEqual([
      `${name}: an input for bake files, without which another image is built; write bake-file and bake-target`,
    ]);
  });

  test.each([
    ['PUSHH', 'pushh: an unknown input, so nothing is published; did you mean push?'],
    ['PUSH_BY_DIGEST', 'push_by_digest: an unknown input, so nothing is published; did you mean push-by-digest?'],
  ])('if a misspelt push would publish nothing: %s', async (name, problem) => {
    const env = { [`INPUT_${name}`]: 'true' };
    expect(await problemsOf({ tags: 'a/b:1' }, job(env))).toEqual([problem]);
    expect(await problemsOf({ tags: 'a/b:1', push: 'true' }, job(env))).toEqual([]);
    expect(await problemsOf({}, job(env))).toEqual([]);
    expect(await problemsOf({ tags: 'a/b:1' }, job({ [`INPUT_${name}`]: 'false' }))).toEqual([]);
  });
});
