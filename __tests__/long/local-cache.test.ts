import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type ArtifactService, startArtifactService } from '../support/artifact-service.ts';
import type { Outcome, Scenario } from '../support/bench.ts';
import { serviceEnvironment, startCacheService, type TestCacheService } from '../support/cache-service.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { CONTAINER, describeForms } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';

// each build has a new builder, so that steps are cached only in the cache under test
describeForms(
  'cache: local',
  (bench) => {
    let artifacts: ArtifactService;
    let server: TestCacheService;
    let proxy: FaultProxy;
    let image: string;
    let run = 0;

    beforeAll(async () => {
      artifacts = await startArtifactService();
      server = await startCacheService(artifacts.env('1', 'job').ACTIONS_RESULTS_URL);
      proxy = await startFaultProxy(server.host);
    });
    afterAll(async () => {
      await proxy.stop();
      await server.stop();
      await artifacts.stop();
    });
    beforeEach(() => {
      proxy.reset();
      image = bench.repository();
    });

    /** Files with a source for each run. Steps that do not depend on it must be cached. */
    const files = (source: string) => ({
      Dockerfile: `FROM busybox AS tools
RUN echo tool >/tool
FROM busybox AS build
COPY --from=tools /tool /
COPY source /
RUN cat /tool /source >/out
FROM busybox
RUN echo base >/base
COPY --from=build /out /
`,
      source,
    });

    function build(source: string, { inputs = {}, env = {} }: Partial<Scenario> = {}): Promise<Outcome> {
      run += 1;
      return bench.pass({
        files: files(source),
        inputs: { cache: 'local', tags: `${image}:1`, platforms: 'linux/amd64,linux/arm64', push: 'true', ...inputs },
        env: { ...serviceEnvironment(proxy.host), ...tokenOf(run), GITHUB_RUN_ID: String(run), ...env },
      });
    }

    const tokenOf = (of: number) => ({ ACTIONS_RUNTIME_TOKEN: artifacts.env(String(of), 'job').ACTIONS_RUNTIME_TOKEN });
    const notices = ({ commands }: Outcome) =>
      commands.filter(({ command }) => command === 'notice').map(({ message }) => message);
    /** Returns the executed instructions with their platforms. */
    const executed = ({ log }: Outcome) =>
      [...log.matchAll(/^\[[^\]]*\] ((?:RUN|COPY) .*): (linux\/.*)$/gm)]
        .flatMap(([, command, ends = '']) => ends.split(', ').map((end) => `${end.split(' ')[0]} ${command}`))
        .sort();
    const mine = () => server.keys.filter((key) => key.includes(`/${image.split('/').slice(1).join('~')}`));

    test('executes only changed steps, and saves only content of the last build', async () => {
      const first = await build('one');
      expect(notices(first)).toEqual([]);
      const second = await build('two');
      expect(executed(second)).toEqual(
        ['linux/amd64', 'linux/arm64'].flatMap((platform) => [
          `${platform} COPY --from=build /out /`,
          `${platform} COPY source /`,
          `${platform} RUN cat /tool /source >/out`,
        ]),
      );
      expect(second.log).not.toMatch(/ERROR/);
      expectPublished(second.outputs, [`${image}:1`]);
      const third = await build('three');
      expect(executed(third)).toHaveLength(6);
      const [one, two, three] = mine();
      expect(three).toMatch(/\/main\/\d+-1$/);
      // with content of older builds, each entry would have six more files than the one before
      const size = (key = '') => filesIn(server.entry(key));
      expect(size(two)).toBeLessThan(size(one) + 4);
      expect(size(three)).toBeLessThan(size(one) + 4);
      // the new entry contains layers that the builder did not need and did not fetch
      const again = await build('three');
      expect(again.outputs['cache-hit']).toBe('100');
      expect(mine()).toHaveLength(3);
    });

    test('only reads in a pull request', async () => {
      await build('one');
      const pull = await build('one', {
        inputs: { push: 'false' },
        env: {
          GITHUB_EVENT_NAME: 'pull_request',
          GITHUB_REF: 'refs/pull/7/merge',
          GITHUB_REF_NAME: '7/merge',
          GITHUB_BASE_REF: 'main',
        },
      });
      expect(pull.outputs['cache-hit']).toBe('100');
      expect(mine()).toHaveLength(1);
    });

    test('shares the cache between matrix jobs and a single job', async () => {
      const matrixJob = {
        tags: '',
        images: image,
        push: 'false',
        'push-by-digest': 'true',
        platforms: 'linux/arm64',
      };
      await build('one', { inputs: matrixJob });
      await build('one', { inputs: { ...matrixJob, platforms: 'linux/amd64' } });
      expect(mine().map((key) => key.split('/').at(-2))).toEqual(['main__linux-arm64', 'main__linux-amd64']);
      const whole = await build('one');
      expect(whole.outputs['cache-hit']).toBe('100');
      image = bench.repository();
      await build('one');
      const after = await build('one', { inputs: matrixJob });
      expect(after.outputs['cache-hit']).toBe('100');
    });

    test('exports files from cached layers that the builder did not fetch', async () => {
      await build('one');
      const { outputs } = await bench.pass({
        files: files('one'),
        inputs: { cache: 'local', 'cache-ref': image, outputs: 'type=tar,dest=out.tar\ntype=oci,dest=oci.tar' },
        env: { ...serviceEnvironment(proxy.host), GITHUB_RUN_ID: '1000' },
        writes: ['out.tar', 'oci.tar'],
      });
      expect(outputs['cache-hit']).toBe('100');
    });

    test('ignores an entry without one of its blobs', async () => {
      await build('one');
      const [key = ''] = mine();
      server.replace(key, withoutLargestBlob(bench.folder(), server.entry(key)));
      const next = await build('two');
      expect(next.log).not.toMatch(/ERROR|importing cache/);
      expectPublished(next.outputs, [`${image}:1`]);
    });

    test.each([
      ['is absent', () => ({ ACTIONS_RESULTS_URL: '', ACTIONS_CACHE_URL: '' }), /offers this job no cache service/],
      ['answers 500', () => proxy.fail({ fault: { kind: 'status', status: 500, body: '{}' }, times: 99 }), /\(500\)/],
      ['hangs', () => proxy.fail({ fault: { kind: 'hang' }, times: 99 }), /did not answer in time/],
    ])(
      'publishes with one notice if the cache service %s',
      async (_, breakService, words) => {
        const env = breakService() ?? {};
        const started = performance.now();
        const outcome = await build('one', { env });
        expect(performance.now() - started).toBeLessThan(40_000);
        expect(notices(outcome)).toEqual([expect.stringMatching(words)]);
        expect(outcome.summary).toMatch(words);
        expect([outcome.warnings, outcome.errors]).toEqual([[], []]);
        expectPublished(outcome.outputs, [`${image}:1`]);
        expect(mine()).toEqual([]);
      },
      60_000,
    );

    test('publishes with at most one notice if the upload fails', async () => {
      proxy.fail({ fault: { kind: 'status', status: 403, body: '{}' }, path: /CreateCacheEntry/, times: 99 });
      proxy.fail({ fault: { kind: 'status', status: 403 }, method: 'PUT', times: 99 });
      const outcome = await build('one');
      expect(notices(outcome).length).toBeLessThanOrEqual(1);
      expectPublished(outcome.outputs, [`${image}:1`]);
    });
  },
  [CONTAINER],
);

/** Returns the number of files in a tar archive. */
function filesIn(tar: Buffer): number {
  const list = execFileSync('tar', ['--use-compress-program', 'unzstd', '-tPf', '-'], { input: tar }).toString();
  return list.split('\n').filter((line) => line !== '' && !line.endsWith('/')).length;
}

function withoutLargestBlob(folder: string, entry: Buffer): Buffer {
  const work = join(folder, 'a', 'b');
  mkdirSync(work, { recursive: true });
  execFileSync('tar', ['--use-compress-program', 'unzstd', '-xPf', '-', '-C', work], { input: entry });
  const list = execFileSync('tar', ['--use-compress-program', 'unzstd', '-tPf', '-'], { input: entry }).toString();
  const root = list.split('\n')[0] ?? '';
  const blobs = join(work, root, 'blobs', 'sha256');
  const [largest = ''] = readdirSync(blobs).sort(
    (a, b) => statSync(join(blobs, b)).size - statSync(join(blobs, a)).size,
  );
  rmSync(join(blobs, largest));
  return execFileSync('tar', ['--use-compress-program', 'zstd', '-cPf', '-', '-C', work, root], { maxBuffer: 2 ** 28 });
}
