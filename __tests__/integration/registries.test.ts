import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { CLASSIC, CONTAINER, describeForms, ENGINE } from '../support/forms.ts';
import { outerAddress, startRegistry, type TestRegistry } from '../support/registry.ts';
import { onlyFile } from '../support/trial.ts';

const BED = process.env.TESTBED_REGISTRY ?? 'localhost:5000';
const PUBLISH = { push: 'true', platforms: 'linux/amd64,linux/arm64', retries: '0' };

describeForms(
  'a registry with a name in an insecure network of Docker Engine',
  (bench) => {
    test('accepts images and serves base images', async () => {
      // the host name of this machine resolves to an address in 127.0.0.0/8
      const image = bench.repository().replace('localhost', hostname());
      bench.logIn({ host: bench.registry.host.replace('localhost', hostname()) });
      const first = await bench.pass({ files: onlyFile(), inputs: { ...PUBLISH, tags: `${image}:1\n${image}:2` } });
      const { outputs } = await bench.pass({
        files: { Dockerfile: `ARG HOST=nowhere.invalid\nFROM $HOST:1\nLABEL a=b\n` },
        inputs: { ...PUBLISH, tags: `${image}:3`, 'build-args': `HOST=${image}` },
      });
      expect(
        execFileSync('crane', ['digest', '--insecure', `${image}:2`], { env: process.env })
          .toString()
          .trim(),
      ).toBe(first.outputs.digest);
      expect(
        execFileSync('crane', ['digest', '--insecure', `${image}:3`], { env: process.env })
          .toString()
          .trim(),
      ).toBe(outputs.digest);
    });
  },
  [ENGINE, CONTAINER, CLASSIC],
);

describeForms(
  'the BuildKit configuration',
  (bench) => {
    const config = (toml: string) => ({ ...PUBLISH, 'driver-opts': 'network=host', 'buildkitd-config-inline': toml });

    describe('for a registry without TLS', () => {
      let registry: TestRegistry;
      beforeAll(async () => {
        registry = await startRegistry({ address: outerAddress() });
      });
      afterAll(() => registry.stop());

      test('allows publishing with `http = true`', async () => {
        const inputs = { ...config(`[registry."${registry.host}"]\nhttp = true\n`), tags: `${registry.host}/app:1` };
        const { outputs } = await bench.pass({ files: onlyFile(), inputs });
        expect(
          execFileSync('crane', ['digest', '--insecure', `${registry.host}/app:1`])
            .toString()
            .trim(),
        ).toBe(outputs.digest);
      });

      test('is required: without it, the step fails before the build and names the registry', async () => {
        const { errors, log } = await bench.fail({
          files: onlyFile(),
          inputs: { ...PUBLISH, tags: `${registry.host}/other:1` },
        });
        expect(errors.join()).toContain(registry.host);
        expect(log).not.toMatch(/^exporting/m);
      });
    });

    describe('for a registry over its rate limit', () => {
      let proxy: FaultProxy;
      beforeAll(async () => {
        proxy = await startFaultProxy(BED);
        proxy.fail({ path: /^\/v2\/library/, times: 1_000, fault: { kind: 'status', status: 429 } });
      });
      afterAll(() => proxy.stop());

      test('names a mirror, which the lookup of the base image uses as well', async () => {
        const tags = `${bench.repository()}:1`;
        const inputs = { ...config(`[registry."${proxy.host}"]\nmirrors = ["${BED}"]\n`), tags };
        const files = { Dockerfile: `FROM ${proxy.host}/library/busybox\nCOPY Dockerfile /\n` };
        const { outputs, warnings } = await bench.pass({ files, inputs });
        expect(outputs.platforms).toBe('linux/amd64,linux/arm64');
        expect(warnings).toEqual([]);
      });
    });

    describe('for a registry whose certificate a private authority signed', () => {
      let registry: TestRegistry;
      let tags: string;
      beforeAll(async () => {
        registry = await startRegistry({ tls: true, address: outerAddress() });
        tags = `${registry.host}/app:1\n${registry.host}/app:2`;
      });
      afterAll(() => registry.stop());
      const isThere = (digest: string | undefined) =>
        expect(
          execFileSync('crane', ['digest', '--insecure', `${registry.host}/app:2`])
            .toString()
            .trim(),
        ).toBe(digest);
      const withAuthority = () => ({ ...onlyFile(), 'tls/ca.crt': registry.ca ?? '' });

      test('names the authority in `ca`, by its path in the checkout', async () => {
        const inputs = { ...config(`[registry."${registry.host}"]\nca = ["tls/ca.crt"]\n`), tags };
        isThere((await bench.pass({ files: withAuthority(), inputs })).outputs.digest);
      });

      test('disables certificate checks with `insecure = true`', async () => {
        const inputs = { ...config(`[registry."${registry.host}"]\ninsecure = true\n`), tags };
        isThere((await bench.pass({ files: onlyFile(), inputs })).outputs.digest);
      });

      test("is not needed if the authority is among the system's", async () => {
        const SSL_CERT_FILE = `${bench.folder({ 'bundle.crt': registry.ca ?? '' })}/bundle.crt`;
        const env = { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS: undefined };
        isThere((await bench.pass({ files: onlyFile(), inputs: { ...PUBLISH, tags }, env })).outputs.digest);
      });

      test.each(['.docker', '.config/docker'])('is not needed if the authority is in ~/%s/certs.d', async (folder) => {
        const home = bench.ownHome({ [`${folder}/certs.d/${registry.host}/ca.crt`]: registry.ca ?? '' });
        const env = { HOME: home, XDG_CONFIG_HOME: undefined };
        isThere((await bench.pass({ files: onlyFile(), inputs: { ...PUBLISH, tags }, env })).outputs.digest);
      });

      test('of an existing builder is used by the action as well', async () => {
        const folder = bench.folder({ 'ca.crt': registry.ca ?? '' });
        const toml = bench.folder({ 'b.toml': `[registry."${registry.host}"]\nca = ["${folder}/ca.crt"]\n` });
        bench.docker('buildx', 'create', '--name=theirs-tls', '--bootstrap', `--buildkitd-config=${toml}/b.toml`);
        try {
          const inputs = { ...PUBLISH, tags, driver: 'auto', builder: 'theirs-tls' };
          isThere((await bench.pass({ files: onlyFile(), inputs })).outputs.digest);
        } finally {
          bench.docker('buildx', 'rm', 'theirs-tls');
        }
      });

      test('is suggested before the build if the authority is unknown', async () => {
        const { errors, log } = await bench.fail({ files: onlyFile(), inputs: { ...PUBLISH, tags } });
        expect(errors.join()).toContain(registry.host);
        expect(errors.join()).toContain('buildkitd-config');
        expect(log).not.toMatch(/^exporting/m);
      });
    });
  },
  [CONTAINER],
);
