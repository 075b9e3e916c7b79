import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Outcome, Scenario } from '../support/bench.ts';
import { serviceEnvironment, startCacheService, type TestCacheService } from '../support/cache-service.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { CONTAINER, describeForms } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';

// each build has a new builder, with empty cache mounts
describeForms(
  'cache-mounts',
  (bench) => {
    let server: TestCacheService;
    let proxy: FaultProxy;
    let image: string;
    let run = 0;

    beforeAll(async () => {
      server = await startCacheService();
      proxy = await startFaultProxy(server.host);
    });
    afterAll(async () => {
      await proxy.stop();
      await server.stop();
    });
    beforeEach(() => {
      proxy.reset();
      image = bench.repository();
    });

    function build(dockerfile: string, { inputs = {}, env = {} }: Partial<Scenario> = {}): Promise<Outcome> {
      run += 1;
      return bench.pass({
        files: { Dockerfile: dockerfile },
        inputs: { 'cache-mounts': 'true', tags: `${image}:1`, platforms: 'linux/amd64', push: 'true', ...inputs },
        env: { ...serviceEnvironment(proxy.host), GITHUB_RUN_ID: String(run), ...env },
      });
    }

    const notices = ({ commands }: Outcome) =>
      commands.filter(({ command }) => command === 'notice').map(({ message }) => message);
    const mine = () => server.keys.filter((key) => key.includes(`/${image.split('/').slice(1).join('~')}`));
    /** Returns the texts that RUN instructions printed after `had:`. */
    const found = ({ log }: Outcome) => [...log.matchAll(/^\[.*\] had: ?(.*)$/gm)].map(([, text]) => text).sort();

    test('restores the content of every mount, with owners, modes, times and links', async () => {
      const dockerfile = (step: string) => `ARG ID=by-arch
FROM busybox AS build
ARG TARGETARCH
ARG ID
ENV DIR=/cache
RUN --mount=type=cache,target=/root/.npm \\
    --mount=type=cache,id=\${ID}-$TARGETARCH,target=$DIR/arch,sharing=locked \\
    --mount=type=cache,target=/home/me,uid=1000,gid=1001,mode=0700 : ${step}; \\
    echo "had: $(cat /root/.npm/a) $(cat $DIR/arch/b) $(stat -c '%u:%g %a' /home/me)"; \\
    echo "had: $(stat -c '%u:%g %a %Y' /root/.npm/.c) $(readlink /root/.npm/d) $(ls -A /home/me)"; \\
    echo one >/root/.npm/a; echo two >$DIR/arch/b; touch /home/me/.hidden; \\
    echo three >/root/.npm/.c; chown 7:8 /root/.npm/.c; chmod 640 /root/.npm/.c; touch -d @1000000000 /root/.npm/.c; \\
    ln -sf a /root/.npm/d
FROM scratch
COPY --from=build /etc/passwd /
`;
      const first = await build(dockerfile('1'));
      expect(notices(first)).toEqual([]);
      expect(found(first)).toEqual(['', '  1000:1001 700']);
      expect(mine()).toHaveLength(1);
      const second = await build(dockerfile('2'));
      expect(notices(second)).toEqual([]);
      expect(found(second)).toEqual(['7:8 640 1000000000 a .hidden', 'one two 1000:1001 700']);
      expectPublished(second.outputs, [`${image}:1`]);
      // unchanged content is not saved again
      expect(mine()).toHaveLength(1);
    });

    test('keeps a mount with the platform in its id for each platform', async () => {
      const dockerfile = (step: string) => `FROM --platform=$BUILDPLATFORM busybox AS build
ARG TARGETARCH
RUN --mount=type=cache,id=p-$TARGETARCH,target=/c : ${step}; echo "had: $(cat /c/a)"; echo $TARGETARCH >/c/a; cp /c/a /a
FROM busybox
COPY --from=build /a /
`;
      const platforms = { platforms: 'linux/amd64,linux/arm64' };
      await build(dockerfile('1'), { inputs: platforms });
      const second = await build(dockerfile('2'), { inputs: platforms });
      expect(found(second)).toEqual(['amd64', 'arm64']);
      expect(mine()).toHaveLength(1);
    });

    const GROWING = (step: string) =>
      `FROM busybox\nRUN --mount=type=cache,target=/c : ${step}; echo "had: $(ls /c)"; touch /c/${step}\n`;

    test('does not save mounts again if no RUN was executed', async () => {
      await build(GROWING('1'), { inputs: { cache: 'registry' } });
      const second = await build(GROWING('1'), { inputs: { cache: 'registry' } });
      expect(second.outputs['cache-hit']).toBe('100');
      expect(found(second)).toEqual([]);
      expect(mine()).toHaveLength(1);
    });

    test('saves changed content again, but only restores it in a pull request', async () => {
      await build(GROWING('1'));
      await build(GROWING('2'));
      expect(mine()).toHaveLength(2);
      const pull = await build(GROWING('3'), {
        inputs: { push: 'false' },
        env: {
          GITHUB_EVENT_NAME: 'pull_request',
          GITHUB_REF: 'refs/pull/7/merge',
          GITHUB_REF_NAME: '7/merge',
          GITHUB_BASE_REF: 'main',
        },
      });
      expect(found(pull)).toEqual(['1']);
      expect(pull.log).toMatch(/^\[.*\] 2$/m);
      expect(mine()).toHaveLength(2);
    });

    test('reports a mount with an unknown target in a notice, and restores the others', async () => {
      const dockerfile = (step: string) => `FROM busybox
RUN --mount=type=cache,target=/a --mount=type=cache,target=$PATH_OF_THE_IMAGE/b : ${step}; echo "had: $(ls /a)"; touch /a/${step}
`;
      const first = await build(dockerfile('1'));
      expect(notices(first)).toEqual([expect.stringMatching(/line 2: .*\$PATH_OF_THE_IMAGE/)]);
      expect(found(await build(dockerfile('2')))).toEqual(['1']);
    });

    test('publishes with a notice if the image has no shell', async () => {
      const dockerfile = `FROM busybox AS shell
FROM scratch AS bare
COPY --from=shell /bin/busybox /bin/sh
RUN --mount=type=cache,target=/c echo "had: nothing"
`;
      const outcome = await build(dockerfile);
      expect(notices(outcome)).toEqual([expect.stringMatching(/no stage with a cache mount has a base image/)]);
      expectPublished(outcome.outputs, [`${image}:1`]);
    });

    test.each([
      ['is absent', () => ({ ACTIONS_RESULTS_URL: '', ACTIONS_CACHE_URL: '' }), /offers this job no cache service/],
      ['answers 500', () => proxy.fail({ fault: { kind: 'status', status: 500, body: '{}' }, times: 99 }), /\(500\)/],
      ['hangs', () => proxy.fail({ fault: { kind: 'hang' }, times: 99 }), /did not answer in time/],
    ])(
      'publishes with one notice if the cache service %s',
      async (_, breakService, words) => {
        const outcome = await build(GROWING('1'), { env: breakService() ?? {} });
        expect(notices(outcome)).toEqual([expect.stringMatching(words)]);
        expect([outcome.warnings, outcome.errors]).toEqual([[], []]);
        expectPublished(outcome.outputs, [`${image}:1`]);
        expect(mine()).toEqual([]);
      },
      60_000,
    );

    test('publishes with a notice if the saved content is damaged', async () => {
      await build(GROWING('1'));
      server.replace(mine()[0] ?? '', Buffer.from('not a tar'));
      const outcome = await build(GROWING('2'));
      expect(notices(outcome)).toHaveLength(1);
      expect(found(outcome)).toEqual(['']);
      expectPublished(outcome.outputs, [`${image}:1`]);
    });
  },
  [CONTAINER],
);
