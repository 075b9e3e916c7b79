import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type BuildEnd, build } from '../../src/buildkit/build.ts';
import { installedBuildx } from '../../src/clients/docker/buildx.ts';
import { files } from '../../src/runtime/files.ts';
import { run } from '../../src/runtime/process.ts';
import type { Outcome, Scenario } from '../support/bench.ts';
import { crane } from '../support/crane.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { CONTAINER, describeForms, ENGINE } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';

const registry = crane();
const notices = ({ commands }: Outcome) =>
  commands.filter(({ command }) => command === 'notice').map(({ message }) => message);

// Each build has a new builder with an empty cache. The cache of Docker Engine cannot be emptied here: its tests build new
// content from a cache that another builder wrote.
describeForms(
  'the registry cache',
  (bench, form) => {
    let proxy: FaultProxy;
    let image: string;
    let nonce: string;

    beforeEach(async () => {
      proxy = await startFaultProxy(bench.registry.host);
      image = bench.repository();
      nonce = randomUUID();
    });
    afterEach(() => proxy.stop());

    /** Layers that do not depend on the source are random, so that a layer that is built again has another digest. */
    const checkout = (source: string) => ({
      Dockerfile: `FROM busybox AS deps
RUN echo executed-deps; head -c 16 /dev/urandom >/deps; : ${nonce}
FROM busybox AS build
COPY --from=deps /deps /
COPY source /
RUN echo executed-build; cat /deps /source >/out
FROM busybox
RUN echo executed-base; head -c 16 /dev/urandom >/base; : ${nonce}
COPY --from=build /out /
`,
      source,
    });
    const build = (source: string, { inputs = {}, env = {}, ...more }: Partial<Scenario> = {}) =>
      bench.pass({
        ...more,
        files: checkout(source),
        inputs: {
          cache: 'registry',
          tags: `${image}:1`,
          platforms: 'linux/amd64,linux/arm64',
          push: 'true',
          ...inputs,
        },
        env,
      });
    const buildInContainer = (source: string, more: Partial<Scenario> = {}) =>
      build(source, { ...more, inputs: { ...CONTAINER.inputs, ...more.inputs } });
    const matrixJob = (platform: string) => ({
      inputs: { tags: '', images: image, platforms: platform, push: 'false', 'push-by-digest': 'true' },
    });

    /** Returns the number of executions of each RUN. */
    const executed = ({ log }: Outcome) =>
      ['deps', 'build', 'base'].map(
        (name) => [...log.matchAll(new RegExp(`^\\[.*\\] executed-${name}$`, 'gm'))].length,
      );
    /** Returns the layer of `RUN … >/base` for each platform. */
    const bases = ({ outputs }: Outcome) =>
      Object.values(JSON.parse(outputs.digests ?? '') as Record<string, string>).map(
        (digest) => registry.manifest(`${image}@${digest}`).layers?.[1]?.digest,
      );

    test('executes only changed steps on every platform, and reuses the other layers', async () => {
      const first = await buildInContainer('one');
      expect(executed(first)).toEqual([2, 2, 2]);
      expect(notices(first)).toEqual([]);
      const second = await build('two');
      expect(executed(second)).toEqual([0, 2, 0]);
      expect(bases(second)).toEqual(bases(first));
      expect(new Set(bases(second)).size).toBe(2);
      expectPublished(second.outputs, [`${image}:1`]);
    });

    test('executes no step without a change, and keeps the layers of the cache', async () => {
      const layers = () => registry.manifest(`${image}-buildcache:main`).layers?.map(({ digest }) => digest) ?? [];
      await buildInContainer('one');
      const before = layers();
      expect(before).not.toEqual([]);
      const second = await build('one', { inputs: { tags: `${image}:2` } });
      expect(executed(second)).toEqual([0, 0, 0]);
      expect(second.outputs['cache-hit']).toBe('100');
      expect(layers().toSorted()).toEqual(before.toSorted());
    });

    test('writes layers of the builder to a cache that lost them', async () => {
      await build('one');
      await build('two');
      await build('one');
      expect(executed(await buildInContainer('one'))).toEqual([0, 0, 0]);
    });

    /** Returns the layers of a cache. */
    const cacheOf = (scope: string) =>
      [...new Set(registry.manifest(`${image}-buildcache:${scope}`).layers?.map(({ digest }) => digest))].sort();
    const PROTECTED = { GITHUB_REF: 'refs/heads/2.x', GITHUB_REF_NAME: '2.x', GITHUB_REF_PROTECTED: 'true' };

    test('copies the cache of the default branch to a new branch without executing a step', async () => {
      const first = await buildInContainer('one');
      const second = await build('one', { env: PROTECTED });
      expect(executed(second)).toEqual([0, 0, 0]);
      expect(bases(second)).toEqual(bases(first));
      // a layer that is built again has another digest, because every layer is random
      expect(cacheOf('2.x')).toEqual(cacheOf('main'));
    });

    test('exports the whole image to files if all layers are cached', async () => {
      await buildInContainer('one');
      const outputs = 'type=oci,dest=image.tar\ntype=oci,dest=layout,tar=false';
      const second = await build('one', { inputs: { outputs }, writes: ['image.tar', 'layout'] });
      expect(executed(second)).toEqual([0, 0, 0]);
    });

    test('writes the whole cache in a build that reads only some layers', async () => {
      const first = await buildInContainer('one');
      const [, ...others] = [await build('two'), await buildInContainer('three'), await buildInContainer('four')];
      for (const later of others) {
        expect(executed(later)).toEqual([0, 2, 0]);
        expect(bases(later)).toEqual(bases(first));
      }
    });

    test('accepts a cache reference that does not exist yet', async () => {
      const { log, warnings, errors } = await build('one');
      expect(log).toMatch(/^cache does not exist yet: /m);
      expect(log).not.toMatch(/error/i);
      expect([warnings, errors]).toEqual([[], []]);
    });

    if (form === ENGINE) return;

    test('shares the cache between matrix jobs and a single job', async () => {
      await build('one', matrixJob('linux/arm64'));
      await build('one', matrixJob('linux/amd64'));
      const scopes = ['main__linux-amd64', 'main__linux-arm64'];
      expect(registry.tags(`${image}-buildcache`).toSorted()).toEqual(scopes);
      expect(executed(await build('one'))).toEqual([0, 0, 0]);
      expect(cacheOf('main')).toEqual([...new Set(scopes.flatMap(cacheOf))].sort());
      expect(executed(await build('two'))).toEqual([0, 2, 0]);
      image = bench.repository();
      await build('three');
      expect(executed(await build('four', matrixJob('linux/arm64')))).toEqual([0, 1, 0]);
    });

    test('builds once without the cache if the registry lost a layer', async () => {
      const first = await build('one');
      const repository = image.split('/').slice(1).join('/');
      for (const digest of cacheOf('main').filter((layer) => !bases(first).includes(layer))) {
        const { status } = await fetch(`http://${bench.registry.host}/v2/${repository}-buildcache/blobs/${digest}`, {
          method: 'DELETE',
        });
        expect(status).toBe(202);
      }
      await bench.registry.crash(); // clears its list of blobs in memory
      await bench.registry.revive();
      const second = await build('two');
      expect(notices(second)).toEqual([expect.stringMatching(/cache, or a part of it, could not be read/)]);
      expect(executed(second)).toEqual([2, 2, 2]);
      expectPublished(second.outputs, [`${image}:1`]);
      expect(executed(await build('three'))).toEqual([0, 2, 0]);
    });

    test.each<[string, Fault]>([
      ['is altered', { kind: 'altered' }],
      ['is truncated', { kind: 'truncated' }],
      ['cannot be read', { kind: 'status', status: 403 }],
    ])('builds once without the cache if a layer %s', async (_, fault) => {
      const first = await build('one');
      const layers = cacheOf('main').filter((layer) => !bases(first).includes(layer));
      proxy.fail({ fault, method: 'GET', path: new RegExp(`-buildcache/blobs/(${layers.join('|')})`), times: 99 });
      const [, ...path] = `${image}-buildcache`.split('/');
      const second = await build('two', { inputs: { 'cache-from': `${[proxy.host, ...path].join('/')}:main` } });
      expect(proxy.seen.some((request) => request.fault !== undefined)).toBe(true);
      expect(notices(second)).toEqual([expect.stringMatching(/cache, or a part of it, could not be read/)]);
      expect(executed(second)).toEqual([2, 2, 2]);
      expectPublished(second.outputs, [`${image}:1`]);
    });

    test('publishes with one notice if the registry rejects the cache', async () => {
      proxy.fail({
        fault: { kind: 'status', status: 500 },
        method: 'PUT',
        path: /-buildcache\/manifests\//,
        times: 99,
      });
      // only the cache uses the proxy, because crane blocks the process of the proxy
      const [, ...path] = `${image}-buildcache`.split('/');
      const outcome = await build('one', { inputs: { 'cache-ref': [proxy.host, ...path].join('/') } });
      expect(notices(outcome)).toEqual([expect.stringMatching(/cache was not written to .*-buildcache: .*500/)]);
      expect(outcome.summary).toMatch(/cache was not written/);
      expect([outcome.warnings, outcome.errors]).toEqual([[], []]);
      expectPublished(outcome.outputs, [`${image}:1`]);
      expect(registry.tags(`${image}-buildcache`)).toEqual([]);
    });

    const pull = {
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_REF_NAME: '7/merge',
      GITHUB_BASE_REF: 'main',
    };
    const fork = {
      repository: { default_branch: 'main' },
      pull_request: { head: { repo: { full_name: 'mallory/hello' } } },
    };
    test.each<[string, Scenario['env'], object, Scenario['inputs']]>([
      ['a Git tag', { GITHUB_REF: 'refs/tags/v1', GITHUB_REF_NAME: 'v1', GITHUB_REF_TYPE: 'tag' }, {}, {}],
      ['a pull request', pull, {}, { push: 'false' }],
      ['a pull request from a fork with `cache-write`', pull, fork, { push: 'false', 'cache-write': 'true' }],
    ])('%s only reads the cache', async (_, env, event, inputs) => {
      await build('one');
      const tags = registry.tags(`${image}-buildcache`);
      const before = registry.digest(`${image}-buildcache:main`);
      const path = join(bench.folder({ 'event.json': JSON.stringify(event) }), 'event.json');
      const outcome = await build('two', { inputs, env: { ...env, GITHUB_EVENT_PATH: path } });
      expect(executed(outcome)).toEqual([0, 2, 0]);
      expect(registry.tags(`${image}-buildcache`)).toEqual(tags);
      expect(registry.digest(`${image}-buildcache:main`)).toBe(before);
    });
  },
  [ENGINE, CONTAINER],
);

describeForms(
  'the export of a cache',
  (bench) => {
    test('is stopped by `timeout` after the digest was set, and the step succeeds', async () => {
      const proxy = await startFaultProxy(bench.registry.host);
      proxy.fail({ fault: { kind: 'hang' }, method: 'PUT', path: /-buildcache\/manifests\//, times: 99 });
      const image = bench.repository();
      const [, ...path] = image.split('/');
      let ended = false;
      const pending = bench
        .pass({
          files: { Dockerfile: `FROM busybox\nRUN : ${randomUUID()}\n` },
          inputs: {
            ...{ cache: 'registry', 'cache-ref': `${[proxy.host, ...path].join('/')}-buildcache`, timeout: '15s' },
            ...{ tags: `${image}:1`, platforms: 'linux/amd64', push: 'true' },
          },
        })
        .finally(() => {
          ended = true;
        });
      const folder = join(bench.temp, '_runner_file_commands');
      const hasDigest = () =>
        existsSync(folder) &&
        readdirSync(folder).some((file) => /^digest(=|<<)/m.test(readFileSync(join(folder, file), 'utf8')));
      while (!ended && !hasDigest()) await wait(50);
      expect(ended).toBe(false);
      const outcome = await pending;
      await proxy.stop();
      expect(notices(outcome)).toEqual([expect.stringMatching(/cache was not written.*: not done within 15 s/)]);
      expect([outcome.warnings, outcome.errors]).toEqual([[], []]);
      expect(outcome.summary).toMatch(/could not be written/);
      expectPublished(outcome.outputs, [`${image}:1`]);
    });

    test('uses the pulled base image in files and caches, not an older local one', async () => {
      const image = bench.repository();
      const base = `${bench.repository()}:1`;
      const make = (name: string, text: string) =>
        bench.docker(
          ...['build', '--provenance=false', '--tag', name],
          bench.folder({ Dockerfile: 'FROM scratch\nCOPY text /\n', text }),
        );
      make(`${base}-old`, 'old');
      make(base, 'new');
      bench.docker('push', base);
      bench.docker('tag', `${base}-old`, base);
      const outcome = await bench.pass({
        files: { Dockerfile: `FROM ${base}\nCOPY source /\n`, source: randomUUID() },
        inputs: {
          ...{ cache: 'registry', tags: `${image}:1`, platforms: 'linux/amd64', push: 'true', pull: 'true' },
          outputs: 'type=oci,dest=image.tar',
        },
        writes: ['image.tar'],
      });
      bench.docker('rmi', '--force', base, `${base}-old`);
      const [wanted] = registry.manifest(base).layers ?? [];
      for (const reference of [`${image}@${outcome.outputs['digest-linux-amd64']}`, `${image}-buildcache:main`]) {
        expect(registry.manifest(reference).layers?.map(({ digest }) => digest)).toContain(wanted?.digest);
      }
    });

    test('ends after the idle timeout if the registry hangs, and keeps the image', async () => {
      const proxy = await startFaultProxy(bench.registry.host);
      proxy.fail({ fault: { kind: 'hang' }, method: 'PUT', path: /manifests/, times: 99 });
      const buildx = installedBuildx(bench.env, files.isFile, files.readOptional);
      const context = bench.folder({ Dockerfile: `FROM busybox\nRUN : ${randomUUID()}\n` });
      const target = `type=registry,ref=${proxy.host}/hanging:main,mode=max,oci-mediatypes=true,image-manifest=true`;
      const name = `${bench.repository()}:made`;
      const output = { type: 'image', attributes: { name } };
      const flags = ['--progress=rawjson', '--builder=default', `--output=type=image,name=${name}`];
      const started = performance.now();
      const made = await build(
        run,
        {
          ...{ buildx, env: bench.env, cwd: context, onlyPlatform: undefined, print: () => {}, redact: String },
          commands: [{ args: ['build', ...flags, `--cache-to=${target}`, '--', context], exports: [output] }],
        },
        { cache: 60_000, idle: { 'cache-export': 3_000 } },
      );
      expect(made).toMatchObject({ ok: true, digests: [JSON.parse(bench.docker('inspect', name))[0].Id] });
      bench.docker('rmi', name);
      const { problem } = await (made as { end: Promise<BuildEnd> }).end;
      expect(problem).toBe('no progress for 0.05 minutes in "exporting cache to registry"');
      expect(performance.now() - started).toBeLessThan(20_000);
      expect(proxy.seen.some(({ fault }) => fault === 'hang')).toBe(true);
      await proxy.stop();
    });
  },
  [ENGINE],
);
