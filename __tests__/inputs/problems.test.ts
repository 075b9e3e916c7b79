import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CATALOGUE, WARNINGS } from './catalogue.ts';
import { type Given, job, problemsOf, read } from './given.ts';

const ROWS = CATALOGUE.flatMap(({ rows }) => rows);

test.each(ROWS)('reports the problems of %j', async (inputs, ...problems) => {
  expect(await problemsOf(inputs)).toEqual(problems);
});

test.each<Given>([
  { outputs: 'type=docker,dest=x', load: 'yes' },
  { cache: 'inline', 'push-by-digest': 'true', images: 'a/b', platforms: 'amd64', 'cache-from': 'type=bogus' },
  { 'build-args': 'BUILDKIT_SYNTAX =x', context: 'typo' },
  { outputs: 'type=bogus', annotations: 'index:a=b', platforms: 'amd64', provenance: 'false' },
  { 'push-by-digest': 'yes', images: 'a/b', tags: 'type=ref,event=tag', load: 'true' },
  { 'push-by-digest': 'yes', images: 'a/b', tags: '1', 'cache-to': 'a/b:1' },
  { driver: 'remote', nodes: '- endpoint: -x' },
  { context: 'nowhere', file: 'nothing' },
  { context: 'nowhere', file: '/checkout/leaves/Dockerfile' },
  { driver: 'remote', nodes: '- endpont: tcp://x:1' },
  { 'registry-auth': '- {usrname: me, password: hunter2}' },
  { 'registry-auth': '- {username: me, password: hunter2}\n- {regstry: a.b, username: me, password: hunter2}' },
  { 'registry-auth': '- {username: [me], password: hunter2}' },
])('reports no consequence of the invalid value in %j', async (inputs) => {
  expect(await problemsOf(inputs)).toHaveLength(1);
});

test.each<Given>([
  { tags: 'app:1', load: 'true' },
  { 'push-by-digest': 'true', platforms: 'amd64', tags: 'acme/app' },
  {
    'push-by-digest': 'true',
    platforms: 'amd64',
    tags: 'localhost:5000/acme/app,ghcr.io/acme/app',
    images: 'acme/app',
  },
  { outputs: 'type=cacheonly' },
  { outputs: 'type=cacheonly', push: 'true', tags: 'acme/app:1' },
  { 'push-by-digest': 'true', platforms: 'amd64', tags: 'acme/app:1' },
  { push: 'true', tags: 'type=raw,value=x', images: 'acme/app' },
  { 'smoke-test': 'true', outputs: 'type=oci,dest=x' },
  { 'smoke-test': 'true', outputs: 'out', push: 'true', tags: 'acme/app:1' },
  { outputs: 'type=registry,compression=zstd', push: 'true', tags: 'acme/app:1' },
  { driver: 'remote', nodes: '- endpoint: tcp://x:1' },
  { 'cache-from': 'type=gha\nacme/app:a,acme/app:b', 'cache-to': 'type=inline' },
  { context: '/elsewhere', file: 'https://example.com/Dockerfile' },
  { context: 'https://github.com/acme/app/archive/refs/heads/main.tar.gz' },
  { context: 'https://codeload.github.com/acme/app/tar.gz/refs/tags/v1' },
  { context: 'https://api.github.com/repos/acme/app/tarball' },
  { context: 'https://raw.githubusercontent.com/acme/app/main/Dockerfile' },
  { context: 'http://example.com/context' },
  { context: 'https://example.com/context.tgz', file: 'docker/Dockerfile' },
  {
    'build-contexts': `alpine:3=docker-image://alpine@sha256:${'0'.repeat(64)}\na=oci-layout://out\nghcr.io/a/b=docker`,
  },
  { labels: 'noequals', secrets: '/root/.npmrc=hunter2\n.netrc=hunter2\nnpm/token=hunter2' },
  { labels: 'com.example.my label=1', annotations: 'manifest[linux/amd64],index:a=b' },
  { 'build-args': '# a comment\nA=1' },
  { builder: 'default' },
  { nodes: '- {name: a.b_c-1, endpoint: ssh://me@host, driver-opts: [image=a/b:1, "env.X=a=b"], platforms: [amd64]}' },
  { 'driver-opts': 'env.HTTP_PROXY=http://proxy:3128\n"env.NO_PROXY=a,b"\nnetwork=host' },
  { 'driver-opts': 'env.HTTP_PROXY=http://me:hunter2@proxy:3128' },
  { nodes: '- {endpoint: a, platforms: [linux/arm/v6]}\n- {endpoint: b, platforms: [linux/arm/v7]}' },
  { context: 'ssh://git@github.com:22/acme/app.git', endpoint: 'tcp://[::1]:65535' },
  { images: 'localhost:65535/app', registry: 'localhost:1', username: 'me', password: 'hunter2' },
  { nodes: '- !!map {name: !!str a, endpoint: !!str b, platforms: !!seq [amd64]}' },
  { outputs: 'type=image,oci-mediatypes=\ntype=oci,dest=a.tar,tar=F\ntype=tar,dest=b.tar' },
  { 'buildkitd-flags': `--debug --x="a 'b" --y='"' # it's` },
  { 'cache-from': 'type=gha,scope=x,timeout=1m,mode=max', 'cache-to': 'type=inline,mode=max' },
  {
    'cache-to': 'type=registry,ref=a/b:c,registry.insecure=true,image-manifest=true,compression=zstd,ignore-error=true',
  },
  { 'cache-to': 'type=s3,region=x', 'driver-opts': 'env.AWS_BUCKET=x' },
  { 'cache-to': '"type=s3","region=x","bucket=y"' },
  { 'cache-to': 'type=s3,region=x,bucket=y,endpoint_url=http://minio:9000,use_path_style=true' },
  { 'buildx-version': '0.29.1', outputs: 'type=image,compression=estargz' },
])('accepts the corrected value: %j', async (inputs) => {
  expect(await problemsOf(inputs)).toEqual([]);
});

test('rejects the default context outside of a workflow', async () => {
  expect(await problemsOf({ context: '{{defaultContext}}' }, job({ GITHUB_REPOSITORY: '' }))).toEqual([
    'context: {{defaultContext}} outside a workflow; set GITHUB_REPOSITORY and GITHUB_SHA, or write a path',
  ]);
});

test('reports an empty Dockerfile with an absolute path beside an invalid context', async () => {
  expect(await problemsOf({ context: 'docker/Dockerfile', file: '/checkout/empty/Dockerfile' })).toEqual([
    expect.stringContaining('context: must be a folder, got the file "docker/Dockerfile"'),
    'file: an empty Dockerfile, empty/Dockerfile',
  ]);
});

test('shows no secret in a message', async () => {
  const messages = await Promise.all(ROWS.map(([inputs]) => problemsOf(inputs)));
  expect(messages.flat().filter((message) => message.includes('hunter2'))).toEqual([]);
});

test.each(WARNINGS)('warns of %j', async (inputs, ...warnings) => {
  const { messages } = await read(inputs);
  expect(messages).toEqual(warnings.map((message) => ({ level: 'warning', message })));
});

test.each<Given>([
  {
    'build-args': 'COMMIT=0123456789abcdef0123456789abcdef01234567',
    secrets: 'A=0123456789abcdef0123456789abcdef01234567',
  },
  { 'build-args': 'USER=production', 'secret-envs': 'A=STAGE' },
  { 'build-args': 'npm_config_cache=npm_config_cache_dir_x\nA=ghs_token_name\nB=AKIAlike' },
])('does not treat a commit or a plain name as a secret: %j', async (inputs) => {
  expect((await read(inputs, job({ STAGE: 'production' }))).messages).toEqual([]);
});

test('docs/errors.md is up to date (node script/errors.mjs)', async () => {
  const { errorsPage } = await import(String(new URL('../../script/errors.mjs', import.meta.url)));
  expect(readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')).toBe(errorsPage());
});
