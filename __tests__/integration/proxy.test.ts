import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type RunOptions, type RunResult, runAction, runPost } from '../../script/runner.mjs';
import { BUILDX_RELEASES } from '../../src/clients/docker/buildx-releases.ts';
import { Bench } from '../support/bench.ts';
import { makeCertificates } from '../support/certificates.ts';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.ts';
import { type Crane, crane } from '../support/crane.ts';
import { CONTAINER } from '../support/forms.ts';
import { expectPublished } from '../support/published.ts';
import { ALICE, startRegistry, type TestRegistry } from '../support/registry.ts';

// each test starts several builders in sequence
jest.setTimeout(180_000);

const ACTION = fileURLToPath(new URL('../..', import.meta.url));
const FILES = { Dockerfile: 'FROM scratch\nCOPY hello /\n', hello: 'hello' };
const PLATFORMS = 'linux/amd64,linux/arm64';
const LOGIN = 'me:p@ss-word';
const CREDENTIALS = /p%40ss-word|p@ss-word/;
const RELEASE = 'v0.29.1';

/**
 * Runs dist on a machine behind a proxy with a password. Only the proxy resolves the names of the registry and of the
 * server with buildx releases, and only the system's store has their certificate authorities.
 */
describe('dist behind a proxy', () => {
  const bench = new Bench(CONTAINER);
  const root = mkdtempSync(join(tmpdir(), 'proxy-'));
  const releases = createServer();
  let registry: TestRegistry;
  let proxy: ConnectProxy;
  let env: Readonly<Record<string, string>>;
  let hub: Crane;

  beforeAll(async () => {
    registry = await startRegistry({ tls: ['registry.test'], htpasswd: true });
    const authority = makeCertificates(root, ['github.com', 'assets.test']);
    const [cert, key] = ['server.crt', 'server.key'].map((file) => readFileSync(join(root, file)));
    releases.setSecureContext({ cert, key });
    releases.listen(0, '127.0.0.1');
    await Promise.all([once(releases, 'listening'), bench.start()]);
    const { port } = releases.address() as { port: number };
    proxy = await startConnectProxy({
      login: LOGIN,
      routes: {
        'registry.test:443': Number(registry.host.split(':')[1]),
        'github.com:443': port,
        'assets.test:443': port,
      },
    });
    const store = join(root, 'store.crt');
    writeFileSync(store, `${authority}${registry.ca}`);
    env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: '10.0.0.0/8,.corp', SSL_CERT_FILE: store };
    const auth = Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64');
    const config = bench.folder({ 'config.json': JSON.stringify({ auths: { [registry.host]: { auth } } }) });
    hub = crane({ ...process.env, SSL_CERT_FILE: store, DOCKER_CONFIG: config }, (reference) =>
      reference.replace('registry.test', registry.host),
    );
  });
  afterAll(async () => {
    await Promise.all([bench.stop(), proxy?.stop(), registry?.stop()]);
    releases.close();
    rmSync(root, { recursive: true });
  });

  /** The builder connects to the proxy on loopback, and gets the registry's authority from its configuration. */
  const inputs = () => ({
    'driver-opts': 'network=host',
    'buildkitd-config-inline': `[registry."registry.test"]\n  ca = ["${registry.caFile}"]\n`,
    registry: 'registry.test',
    ...ALICE,
  });
  const step = (more: Readonly<Record<string, string>>) => ({ files: FILES, env, inputs: { ...inputs(), ...more } });
  const expectSilent = ({ log }: RunResult) => {
    expect(log).toContain('::add-mask::');
    expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(CREDENTIALS);
  };

  /** Runs a step of merge or plan, then its post step. */
  async function runSubAction(name: string, given: Readonly<Record<string, string>>): Promise<RunResult> {
    const temp = mkdtempSync(join(root, 'temp-'));
    const workspace = bench.folder(FILES);
    const options: RunOptions = { action: join(ACTION, name), workspace, temp, inputs: given, env };
    const result = await runAction(options);
    if (result.code !== 0) throw new Error(result.log);
    if (name === 'merge')
      expect(await runPost({ ...options, state: result.state })).toMatchObject({ code: 0, log: '' });
    expectSilent(result);
    return result;
  }

  test('publishes with main and post', async () => {
    const tags = 'registry.test/app/main:1';
    const result = await bench.pass(step({ tags, platforms: PLATFORMS, push: 'true' }));
    expectPublished(result.outputs, [tags], hub);
    expectSilent(result);
    expect(proxy.asked).toContain('CONNECT registry.test:443');
  });

  test('publishes with plan, two matrix jobs and merge', async () => {
    const images = 'registry.test/app/merged';
    const { outputs: planned } = await runSubAction('plan', { platforms: PLATFORMS });
    const digests: Record<string, string> = {};
    for (const { platform } of JSON.parse(planned.matrix ?? '').include) {
      const { outputs } = await bench.pass(step({ images, platforms: platform, 'push-by-digest': 'true' }));
      digests[platform] = outputs.digest ?? '';
    }
    expect(Object.keys(digests)).toEqual(PLATFORMS.split(','));
    const login = { registry: 'registry.test', ...ALICE };
    const given = { images, tags: '1', platforms: PLATFORMS, digests: JSON.stringify(digests), ...login };
    const { outputs } = await runSubAction('merge', given);
    expectPublished(outputs, [`${images}:1`], hub);
  });

  test('downloads and runs buildx', async () => {
    const binary = readFileSync(realpathSync(bench.buildx));
    const action = actionWithDigest(createHash('sha256').update(binary).digest('hex'));
    const name = `/docker/buildx/releases/download/${RELEASE}/buildx-${RELEASE}.linux-amd64`;
    const requests: string[] = [];
    releases.removeAllListeners('request').on('request', ({ headers: { host }, url }, response) => {
      requests.push(`${host}${url}`);
      if (host === 'assets.test') response.end(binary);
      else response.writeHead(302, { location: 'https://assets.test/file?sig=1' }).end();
    });
    const temp = mkdtempSync(join(root, 'temp-'));
    const tags = 'registry.test/app/downloaded:1';
    const options: RunOptions = {
      action,
      workspace: bench.folder(FILES),
      temp,
      inputs: {
        driver: 'docker-container',
        cache: 'false',
        ...inputs(),
        tags,
        push: 'true',
        'buildx-version': RELEASE,
      },
      env: { ...bench.env, ...env, RUNNER_TOOL_CACHE: join(temp, 'tools') },
    };
    const result = await runAction(options);
    if (result.code !== 0) throw new Error(result.log);
    await runPost({ ...options, state: result.state });
    expect(requests).toEqual([`github.com${name}`, 'assets.test/file?sig=1']);
    expect(proxy.asked).toEqual(expect.arrayContaining(['CONNECT github.com:443', 'CONNECT assets.test:443']));
    expect(hub.digest(tags)).toBe(result.outputs.digest);
    expectSilent(result);
  });

  test('reports a proxy that rejects the login', async () => {
    const wrong = `http://me:hunter2@${proxy.host}`;
    const scenario = step({ tags: 'registry.test/app/refused:1', push: 'true' });
    const { errors, log } = await bench.fail({ ...scenario, env: { ...env, HTTPS_PROXY: wrong } });
    expect(errors.join('\n')).toMatch(/Proxy Authentication Required|the proxy answered 407/);
    expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('hunter2');
  });

  /** Copies the action, with this digest in place of the release's. */
  function actionWithDigest(digest: string): string {
    const copy = join(root, 'action');
    mkdirSync(copy, { recursive: true });
    for (const name of ['action.yml', 'dist', 'package.json'])
      cpSync(join(ACTION, name), join(copy, name), { recursive: true });
    const released = BUILDX_RELEASES[RELEASE]?.[process.arch === 'arm64' ? 'arm64' : 'amd64'] ?? '';
    for (const file of readdirSync(join(copy, 'dist'))) {
      const path = join(copy, 'dist', file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(released, digest));
    }
    return copy;
  }
});
