import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { cancelAt, problemOf } from '../support/cancelling.ts';
import { leftoversOf } from '../support/leftovers.ts';
import { type Trial, TrialBed } from '../support/trial.ts';

jest.setTimeout(60_000);

/** Token in the format of the runner. The artifact library reads the run and the job from it. */
const TOKEN = `none.${Buffer.from(JSON.stringify({ scp: 'Actions.Results:1:2' })).toString('base64url')}.none`;

describe.each([
  ['Docker Engine', {}, [400, 1_200, 2_000]],
  ['a builder in a container', { driver: 'docker-container' }, [1_000, 2_500]],
] as const)('a cancelled step ends in time and removes its leftovers (%s)', (_, inputs, instants) => {
  let bed: TrialBed;
  beforeAll(async () => {
    bed = await TrialBed.start({ login: true });
  });
  afterAll(() => bed.stop());

  test.each(instants)('if it is cancelled after %d ms', async (instant) => {
    const cancelled = await cancelAt(bed, instant, inputs);
    expect(problemOf(cancelled)).toBeUndefined();
    if (!cancelled.over && cancelled.code !== null) expect(cancelled.error).toMatch(/cancelled by SIGINT, while \w+/);
  });
});

test('a cancelled push restores the image that had the pushed name before', async () => {
  const bed = await TrialBed.start();
  const name = `${bed.proxy.host}/app:1`;
  const docker = (...args: string[]) => execFileSync('docker', args).toString().trim();
  try {
    docker('tag', 'tonistiigi/binfmt:latest', name);
    bed.proxy.fail({ method: 'PUT', path: /\/manifests\//, fault: { kind: 'hang' }, times: 99 });
    const controller = new AbortController();
    const verdict = await bed.run({
      repository: 'app',
      signal: controller.signal,
      onOutput: (line) => /exporting to image/.test(line) && setTimeout(() => controller.abort(), 1_500),
      between: () => expect(docker('images', '-q', '--no-trunc', name)).not.toBe(id('tonistiigi/binfmt:latest')),
    });
    expect(verdict).toMatchObject({ result: { code: 1 }, updated: [] });
    expect(verdict.error).toMatch(/cancelled by SIGINT, while publishing/);
    expect(id(name)).toBe(id('tonistiigi/binfmt:latest'));
  } finally {
    docker('image', 'rm', name);
    await bed.stop();
  }

  function id(image: string): string {
    return docker('images', '-q', '--no-trunc', image);
  }
});

test.each<[string, Readonly<Record<string, string>>, boolean, RegExp]>([
  ['is cancelled', {}, true, /cancelled by SIGINT, while verifying the image/],
  ['takes longer than `timeout`', { timeout: '20s' }, false, /not done within 20 s, while verifying the image/],
])(
  'a smoke test that %s leaves no containers, and containers of others are kept',
  async (_, inputs, cancels, error) => {
    const bed = await TrialBed.start();
    const docker = (...args: string[]) => execFileSync('docker', args, { stdio: 'pipe' }).toString().trim();
    const name = `others-${process.pid}`;
    // by its path, `docker` adds no label, as in another job
    const others = execFileSync('which', ['docker']).toString().trim();
    const inspect = (format: string) => docker('inspect', '--type', 'container', '--format', format, name);
    try {
      const controller = new AbortController();
      const temp = bed.folder();
      const verdict = await bed.run({
        files: { Dockerfile: 'FROM busybox\nCMD ["sleep", "600"]\n' },
        temp,
        inputs: {
          ...{ platforms: 'linux/amd64', push: 'false', ...inputs },
          'smoke-test': [
            `docker tag $IMAGE ${name}:1`,
            `${others} run --detach --name ${name} --volume /anonymous ${name}:1`,
            'docker run --detach $IMAGE',
            'echo both started',
            'docker run $IMAGE',
          ].join('\n'),
        },
        signal: controller.signal,
        onOutput: (line) => cancels && /both started/.test(line) && setTimeout(() => controller.abort(), 1_000),
      });
      expect(verdict.error).toMatch(error);
      expect(inspect('{{.State.Running}}')).toBe('true');
      expect(docker('volume', 'ls', '--quiet').split('\n')).toContain(inspect('{{(index .Mounts 0).Name}}'));
      expect(leftoversOf(bed.proxy.host, temp)).toEqual([]);
    } finally {
      docker('rm', '--force', '--volumes', name);
      docker('rmi', '--force', `${name}:1`);
      await bed.stop();
    }
  },
);

describe('a cancelled step ends in time during a request that hangs', () => {
  let bed: TrialBed;
  let hanging: Server;
  let address: string;
  beforeAll(async () => {
    bed = await TrialBed.start();
    // accepts connections and never answers
    hanging = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    address = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    hanging.close();
    await bed.stop();
  });

  const login = () => ({ registry: bed.proxy.host, username: 'somebody', password: 'secret' });

  test.each<[string, () => Trial]>([
    [
      'to the artifact service',
      () => ({
        action: 'merge',
        inputs: login(),
        env: { ACTIONS_RESULTS_URL: address, ACTIONS_RUNTIME_TOKEN: TOKEN },
      }),
    ],
    [
      'for the download of buildx',
      () => ({
        inputs: { ...login(), driver: 'docker-container', 'buildx-version': 'latest' },
        env: { HTTPS_PROXY: address, https_proxy: address, NO_PROXY: 'localhost' },
      }),
    ],
  ])('%s', async (_, trial) => {
    const controller = new AbortController();
    const temp = bed.folder();
    hanging.once('connection', () => {
      began = performance.now();
      controller.abort();
    });
    let began = Number.NaN;
    let seconds = Number.NaN;
    const verdict = await bed.run({
      ...trial(),
      temp,
      signal: controller.signal,
      between() {
        seconds = (performance.now() - began) / 1000;
        expect(readdirSync(temp).filter((name) => existsSync(join(temp, name, 'docker')))).toEqual([]);
      },
    });
    expect(verdict).toMatchObject({ result: { code: 1, outputs: {} }, updated: [] });
    expect(verdict.error).toMatch(/^cancelled by SIGINT, while/);
    expect(verdict.result.commands.filter(({ command }) => command === 'error')).toHaveLength(1);
    expect(seconds).toBeLessThan(7);
  });
});
