import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type RunResult, runAction } from '../../script/runner.mjs';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { putImage } from '../support/put-image.ts';
import { outerAddress, startRegistry, type TestRegistry } from '../support/registry.ts';
import { type Step, StepBench } from '../support/step.ts';
import { addressOf, NAMED_ACTION, textsOf } from '../support/troubleshooting.ts';

jest.setTimeout(60_000);

const MERGE = fileURLToPath(new URL('../../merge', import.meta.url));
const BUSYBOX = `${process.env.TESTBED_REGISTRY ?? 'localhost:5000'}/library/busybox`;
const CONTAINER = { driver: 'docker-container' };
/** Answers as the installer of emulators does, and registers none. */
const INSTALLER = 'multiarch-build.local/no-emulators';

let bench: StepBench;
let open: TestRegistry;
let closed: TestRegistry;
let secure: TestRegistry;
let plain: TestRegistry;
let limited: FaultProxy;
beforeAll(async () => {
  bench = new StepBench();
  const address = outerAddress();
  [open, closed, secure, plain] = await Promise.all([
    startRegistry(),
    startRegistry({ htpasswd: true }),
    startRegistry({ tls: true, address }),
    startRegistry({ address }),
  ]);
  await putImage(open.host, { repository: 'acme/base', tag: '1' });
  limited = await startFaultProxy(open.host);
  const installer = mkdtempSync(join(bench.root, 'installer-'));
  const answer = JSON.stringify(['sh', '-c', `echo '${JSON.stringify({ supported: [], emulators: [] })}'`]);
  writeFileSync(join(installer, 'Dockerfile'), `FROM ${BUSYBOX}\nENTRYPOINT ${answer}\n`);
  execFileSync('docker', ['build', '--quiet', '--tag', INSTALLER, installer]);
});
afterAll(async () => {
  execFileSync('docker', ['image', 'rm', INSTALLER]);
  bench.stop();
  await Promise.all([open, closed, secure, plain, limited].map((server) => server.stop()));
});

const run = (command: string) => ({ Dockerfile: `FROM ${BUSYBOX}\nRUN ${command}\n` });
const from = (image: string) => ({ Dockerfile: `FROM ${image}\nCOPY Dockerfile /\n` });
const pushTo = (registry: TestRegistry | FaultProxy) => ({ tags: `${registry.host}/acme/app:1`, push: 'true' });

function killBuilder(): void {
  const names = execFileSync('docker', ['ps', '--quiet', '--filter', 'name=buildx_buildkit_multiarch-build-']);
  execFileSync('docker', ['kill', ...names.toString().trim().split('\n')]);
}

/** Failures that happen on this machine. Recorded ones are in `troubleshooting.test.ts` of the folder above. */
const FAILURES: readonly { readonly id: Diagnosis; readonly title: string; readonly step: () => Partial<Step> }[] = [
  {
    id: 'exec-format',
    title: 'a file that is no program',
    step: () => ({
      files: { Dockerfile: `FROM ${BUSYBOX}\nCOPY --chmod=755 app /\nRUN ["/app"]\n`, app: '\x7fELF no program' },
    }),
  },
  {
    id: 'emulator-crash',
    title: 'a program that crashes in an emulator',
    step: () => ({ files: run("sh -c 'kill -SEGV $$'; exit $?"), inputs: { platforms: 'linux/arm64' } }),
  },
  {
    id: 'emulator-version',
    title: 'an image of emulators without the processor',
    step: () => ({
      files: { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\nRUN ["/Dockerfile"]\n' },
      inputs: { platforms: 'linux/mips64le', 'qemu-image': INSTALLER },
    }),
  },
  {
    id: 'platform-missing',
    title: 'a base image without the platform',
    step: () => ({ files: from(BUSYBOX), inputs: { platforms: 'linux/mips64le' } }),
  },
  {
    id: 'rate-limit',
    title: 'a registry that limits requests',
    step: () => {
      const headers = { 'retry-after': '3600' };
      limited.fail({ path: /manifests/, fault: { kind: 'status', status: 429, headers }, times: 1000 });
      return { files: from(`${limited.host}/acme/base:1`), inputs: CONTAINER };
    },
  },
  {
    id: 'pull-denied',
    title: 'a base image without a login',
    step: () => ({ files: from(`${closed.host}/acme/base:1`) }),
  },
  { id: 'push-denied', title: 'a push without a login', step: () => ({ inputs: pushTo(closed) }) },
  {
    id: 'name-unknown',
    title: 'a base image that does not exist',
    step: () => ({ files: from(`${open.host}/acme/nothing:1`) }),
  },
  {
    id: 'disk-full',
    title: 'a full device',
    step: () => ({ files: run('dd if=/dev/zero of=/dev/full count=1') }),
  },
  {
    id: 'out-of-memory',
    title: 'a killed program',
    step: () => ({ files: run("sh -c 'kill -KILL $$'; exit $?") }),
  },
  { id: 'certificate', title: 'a registry of an unknown authority', step: () => ({ inputs: pushTo(secure) }) },
  { id: 'plain-http', title: 'a registry without TLS', step: () => ({ inputs: pushTo(plain) }) },
  {
    id: 'tls-only',
    title: 'a registry with TLS that is configured as plain HTTP',
    step: () => ({
      inputs: {
        ...CONTAINER,
        ...pushTo(secure),
        'buildkitd-config-inline': `[registry."${secure.host}"]\n  http = true\n`,
      },
    }),
  },
  {
    id: 'proxy',
    title: 'a proxy that is not reached',
    step: () => ({
      inputs: { tags: 'registry.test/acme/app:1', push: 'true', retries: '0' },
      env: { HTTPS_PROXY: 'http://127.0.0.1:1' },
    }),
  },
  {
    id: 'builder-lost',
    title: 'a builder that is killed',
    step: () => ({
      files: run('echo begun; sleep 20'),
      inputs: CONTAINER,
      onOutput: (line) => void (/\] begun/.test(line) && killBuilder()),
    }),
  },
];

const messages = ({ commands }: RunResult, name: string) =>
  commands.filter(({ command }) => command === name).map(({ message }) => message);

function expectLink(id: Diagnosis, message: string, log: string): void {
  expect(message.split('\n').at(-1)).toBe(`See ${addressOf(id)}`);
  expect(textsOf(id).filter((text) => text.test(message) || text.test(log))).not.toEqual([]);
}

test.each(FAILURES)('$title: the error links to $id', async ({ id, step }) => {
  const { inputs, env, ...more } = step();
  const { main } = await bench.run({
    files: { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' },
    ...more,
    inputs: { platforms: 'linux/amd64', ...inputs },
    env: { ...NAMED_ACTION, ...env },
  });
  expect(main.code).toBe(1);
  expectLink(id, messages(main, 'error').at(-1) ?? '', main.log);
});

test('a cache that cannot be read is a notice with a link', async () => {
  const cache = await startFaultProxy(open.host);
  try {
    const asked = {
      files: { Dockerfile: `FROM ${BUSYBOX}\nRUN date >/made\nRUN cat /made\n` },
      env: NAMED_ACTION,
    };
    const ref = `type=registry,ref=${cache.host}/acme/layers:1`;
    const inputs = { ...CONTAINER, platforms: 'linux/amd64' };
    const first = await bench.run({ ...asked, inputs: { ...inputs, 'cache-to': `${ref},mode=max` } });
    expect(first.main.code).toBe(0);
    const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';
    const manifest = await fetch(`http://${open.host}/v2/acme/layers/manifests/1`, { headers: { accept } });
    const { layers = [], manifests = [] } = (await manifest.json()) as Readonly<Record<string, { digest: string }[]>>;
    const path = new RegExp(`layers/blobs/(${[...layers, ...manifests].map(({ digest }) => digest).join('|')})`);
    cache.fail({ method: 'GET', path, fault: { kind: 'altered' }, times: 1000 });
    const { main } = await bench.run({ ...asked, inputs: { ...inputs, 'cache-from': ref } });
    expect(main.code).toBe(0);
    expectLink('cache-import', messages(main, 'notice').at(-1) ?? '', main.log);
  } finally {
    await cache.stop();
  }
});

test('a cache that cannot be written is a notice with a link', async () => {
  const broken = await startFaultProxy(open.host);
  try {
    broken.fail({ method: 'PUT', path: /cache\/manifests/, fault: { kind: 'status', status: 405 }, times: 1000 });
    const { main } = await bench.run({
      files: { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' },
      inputs: { ...CONTAINER, platforms: 'linux/amd64', 'cache-to': `type=registry,ref=${broken.host}/acme/cache:1` },
      env: NAMED_ACTION,
    });
    expect(main.code).toBe(0);
    expectLink('cache-export', messages(main, 'notice').at(-1) ?? '', main.log);
  } finally {
    await broken.stop();
  }
});

test('debug logging has versions, processes, requests, decisions and the log of BuildKit', async () => {
  const asked = {
    files: run('echo begun; false'),
    inputs: { ...CONTAINER, platforms: 'linux/amd64', ...pushTo(open), password: 'hunter2-hunter2', username: 'me' },
  };
  const proxied = { HTTPS_PROXY: 'http://me:s3cret-s3cret@proxy.test:3128' };
  const { main, post } = await bench.run({ ...asked, env: { ...proxied, RUNNER_DEBUG: '1' } });
  expect([main.code, post.code]).toEqual([1, 0]);
  const log = main.log.replaceAll(/^::add-mask::.*$/gm, '');
  expect(log).toMatch(/^::group::Versions\n {2}action +in the checkout/m);
  for (const name of ['Docker Engine', 'buildx', 'BuildKit', 'kernel']) {
    expect(log).toMatch(new RegExp(`^ {2}${name} +.*\\d+\\.\\d+`, 'm'));
  }
  expect(log).toMatch(/^ {2}proxies +proxy\.test:3128$/m);
  expect(log).toMatch(/^::debug::plan: linux\/amd64: native \(.+\)$/m);
  expect(log).toMatch(/^::debug::\S*docker-buildx build .*: exit status 1, \d+ ms$/m);
  expect(log).toMatch(/^::debug::POST localhost:\d+ \/v2\/acme\/app\/blobs\/uploads\/: status 202, \d+ ms$/m);
  expect(log).toMatch(/^::debug::GET \/\S+\.sock \/info: status 200, \d+ ms$/m);
  expect(log).toMatch(/^::debug::buildx_buildkit_multiarch-build-\S+: .*running server on/m);
  expect(log).not.toMatch(/hunter2|s3cret/);

  const silent = await bench.run({ ...asked, env: proxied });
  expect(silent.main.log).not.toMatch(/^::debug::|Versions/m);
});

test('a merge without a part links to lost-part', async () => {
  const temp = mkdtempSync(join(bench.root, 'merge-'));
  const inputs = { images: `${open.host}/acme/app`, tags: 'latest', platforms: 'linux/amd64', retries: '0' };
  const merged = await runAction({ action: MERGE, workspace: temp, temp, inputs, env: NAMED_ACTION });
  expect(merged.code).toBe(1);
  expectLink('lost-part', messages(merged, 'error').at(-1) ?? '', merged.log);
});
