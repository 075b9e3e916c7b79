import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bench } from '../support/bench.ts';
import { describeForms, ENGINE } from '../support/forms.ts';
import { loginConfig } from '../support/login.ts';
import { startNodes, type TestNodes } from '../support/nodes.ts';
import { expectPublished } from '../support/published.ts';

const HELLO = { Dockerfile: 'FROM busybox\nRUN uname -m >/arch\n' };
const ONE = 'linux/amd64';
const NO_SOCKET = 'unix:///nowhere/docker.sock';

let nodes: TestNodes;
let guarded: TestNodes;
beforeAll(async () => {
  [nodes, guarded] = await Promise.all([startNodes(1), startNodes(1, true)]);
}, 60_000);
afterAll(() => {
  nodes.stop();
  guarded.stop();
});

const remote = () => ({ driver: 'remote', endpoint: nodes.addresses[0] ?? '', platforms: ONE });

/** Returns the environment of a machine with buildx and without `docker`. */
function withoutDocker(bench: Bench): { readonly HOME: string; readonly PATH: string; readonly DOCKER_HOST: string } {
  const bin = bench.folder();
  const home = bench.folder({ '.docker/config.json': loginConfig(bench.registry.host) });
  symlinkSync(bench.buildx, join(bin, 'buildx'));
  for (const name of ['tar', 'bash', 'sh', 'cat', 'sed']) {
    symlinkSync(execFileSync('which', [name]).toString().trim(), join(bin, name));
  }
  return { HOME: home, PATH: bin, DOCKER_HOST: NO_SOCKET };
}

/** Records builders in a home, as an earlier step of the job can. */
function record(bench: Bench, home: string, host: string, ...commands: readonly (readonly string[])[]): void {
  for (const args of commands) {
    execFileSync(bench.buildx, args, {
      env: { ...process.env, HOME: home, DOCKER_HOST: host, DOCKER_CONFIG: '', BUILDX_CONFIG: '', BUILDX_BUILDER: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }
}

describeForms(
  'a machine without Docker Engine',
  (bench) => {
    test('publishes a verified image with a remote builder', async () => {
      const image = bench.repository();
      const { outputs } = await bench.pass({
        files: HELLO,
        inputs: { ...remote(), tags: `${image}:1`, push: 'true' },
        env: withoutDocker(bench),
      });
      expectPublished(outputs, [`${image}:1`]);
      expect(outputs.driver).toBe('remote');
    });

    test('verifies an image that is not pushed', async () => {
      const { outputs } = await bench.pass({ files: HELLO, inputs: remote(), env: withoutDocker(bench) });
      expect(Object.keys(JSON.parse(outputs.digests ?? ''))).toEqual([ONE]);
    });

    test.each([
      ['load', { load: 'true', tags: 'a/b:1' }],
      ['smoke-test', { 'smoke-test': 'true' }],
      ['qemu: always', { qemu: 'always' }],
      ['driver: auto', { driver: 'auto', endpoint: '' }],
      ['driver: docker', { driver: 'docker', endpoint: '' }],
      ['driver: docker-container', { driver: 'docker-container', endpoint: '' }],
    ])('reports that %s needs one', async (need, inputs) => {
      const { errors, log } = await bench.fail({
        files: HELLO,
        inputs: { ...remote(), ...inputs },
        env: { DOCKER_HOST: NO_SOCKET },
      });
      expect(errors.join()).toContain(
        `${need} needs a Docker Engine: the Docker engine does not answer at ${NO_SOCKET}`,
      );
      expect(errors.join()).toContain('Without an engine, ');
      expect(log).not.toContain('::group::Build');
    });

    test.each([
      ['selected by `docker buildx use`', ['use', 'farm'], {}, '`docker buildx use` selected it'],
      ['named by BUILDX_BUILDER', ['ls'], { BUILDX_BUILDER: 'farm' }, '`BUILDX_BUILDER` names it'],
    ])('publishes with a builder %s', async (_, command, env, reason) => {
      const image = bench.repository();
      const machine = withoutDocker(bench);
      const create = ['create', '--name=farm', '--driver=remote', nodes.addresses[0] ?? ''];
      record(bench, machine.HOME, NO_SOCKET, create, command);
      const { outputs, log } = await bench.pass({
        files: HELLO,
        inputs: { platforms: ONE, tags: `${image}:1`, push: 'true' },
        env: { ...machine, ...env },
      });
      expectPublished(outputs, [`${image}:1`]);
      expect([outputs.builder, outputs.driver]).toEqual(['farm', 'remote']);
      expect(log).toContain(`farm (${reason})`);
    });

    test('publishes with a builder whose driver is unknown', async () => {
      const image = bench.repository();
      const machine = withoutDocker(bench);
      record(bench, machine.HOME, NO_SOCKET, ['create', '--name=farm', '--driver=remote', nodes.addresses[0] ?? '']);
      const instance = join(machine.HOME, '.docker', 'buildx', 'instances', 'farm');
      execFileSync('sed', ['-i', 's/"remote"/"cloud"/', instance]);
      // stands for Docker's build of buildx, which supports the driver
      const bin = bench.folder();
      const script = `#!/bin/sh\nsed -i 's/"cloud"/"remote"/' "$BUILDX_CONFIG/instances/farm"\nexec ${bench.buildx} "$@"\n`;
      writeFileSync(join(bin, 'docker-buildx'), script);
      chmodSync(join(bin, 'docker-buildx'), 0o755);
      const { outputs } = await bench.pass({
        files: HELLO,
        inputs: { builder: 'farm', platforms: ONE, tags: `${image}:1`, push: 'true' },
        env: { ...machine, PATH: `${bin}:${machine.PATH}` },
      });
      expectPublished(outputs, [`${image}:1`]);
      expect(outputs.driver).toBe('cloud');
    });
  },
  [ENGINE],
);

describeForms(
  'Docker Engine that accepts connections and does not answer',
  (bench) => {
    let silent: Server;
    beforeAll(async () => {
      silent = createServer(() => {}).listen(0, '127.0.0.1');
      await new Promise((resolve) => silent.once('listening', resolve));
    });
    afterAll(() => {
      silent.close();
    });

    test('does not delay a remote builder', async () => {
      const image = bench.repository();
      const { port } = silent.address() as { port: number };
      const inputs = { ...remote(), tags: `${image}:1`, push: 'true' };
      const began = performance.now();
      await bench.pass({ files: HELLO, inputs, env: withoutDocker(bench) });
      const refused = performance.now() - began;
      const { outputs } = await bench.pass({
        files: HELLO,
        inputs,
        env: { ...withoutDocker(bench), DOCKER_HOST: `tcp://127.0.0.1:${port}` },
      });
      expectPublished(outputs, [`${image}:1`]);
      expect(performance.now() - began - 2 * refused).toBeLessThan(4_000);
    });
  },
  [ENGINE],
);

describeForms(
  'certificates of nodes in the environment',
  (bench) => {
    const variables = () => {
      const { cacert, cert, key } = guarded.client ?? { cacert: '', cert: '', key: '' };
      const prefix = 'BUILDER_NODE_0_AUTH_TLS_';
      return { [`${prefix}CACERT`]: cacert, [`${prefix}CERT`]: cert, [`${prefix}KEY`]: key };
    };
    const inputs = () => ({ driver: 'remote', endpoint: guarded.addresses[0] ?? '', platforms: ONE });

    test('give access to the node, and are masked and removed', async () => {
      const image = bench.repository();
      const env: Readonly<Record<string, string>> = variables();
      let left: readonly string[] = [];
      const { outputs, log, commands } = await bench.pass({
        files: HELLO,
        inputs: { ...inputs(), tags: `${image}:1`, push: 'true' },
        env,
        before: () => {
          left = readdirSync(bench.temp, { recursive: true }).map(String);
        },
      });
      expectPublished(outputs, [`${image}:1`]);
      const masked = commands.filter(({ command }) => command === 'add-mask').map(({ message }) => message);
      const [secret = ''] = (env.BUILDER_NODE_0_AUTH_TLS_KEY ?? '').split('\n').slice(1);
      expect(masked).toContain(secret);
      expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(secret);
      expect(left.filter((path) => path.endsWith('.pem'))).toEqual([]);
      expect(left.join()).toContain('multiarch-build-');
    });

    test('are required by the node', async () => {
      const { errors } = await bench.fail({ files: HELLO, inputs: { ...inputs(), retries: '0' } });
      expect(errors.join()).toMatch(/remote builder could not be created/);
    });
  },
  [ENGINE],
);
