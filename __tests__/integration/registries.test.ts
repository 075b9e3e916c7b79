import { execFileSync } from 'node:child_process';
import { hostname, networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { CLASSIC, CONTAINER, describeForms, ENGINE } from '../support/forms.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { onlyFile } from '../support/trial.ts';

const BED = process.env.TESTBED_REGISTRY ?? 'localhost:5000';
const PUBLISH = { push: 'true', platforms: 'linux/amd64,linux/arm64', retries: '0' };

/** An address of this machine that is not loopback, so that the Docker Engine takes no registry there for insecure. */
function outerAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '';
}

describeForms(
  'a registry whose name is in an insecure network of the Docker Engine',
  (bench) => {
    test('is published to, and serves base images', async () => {
      // the machine's own name, which is an address in 127.0.0.0/8
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

    describe('of a registry without TLS', () => {
      let registry: TestRegistry;
      beforeAll(async () => {
        registry = await startRegistry({ address: outerAddress() });
      });
      afterAll(() => registry.stop());

      test('with `http = true` the image is published', async () => {
        const inputs = { ...config(`[registry."${registry.host}"]\nhttp = true\n`), tags: `${registry.host}/app:1` };
        const { outputs } = await bench.pass({ files: onlyFile(), inputs });
        expect(
          execFileSync('crane', ['digest', '--insecure', `${registry.host}/app:1`])
            .toString()
            .trim(),
        ).toBe(outputs.digest);
      });

      test('without a setting the step fails before the build and names the registry', async () => {
        const { errors, log } = await bench.fail({
          files: onlyFile(),
          inputs: { ...PUBLISH, tags: `${registry.host}/other:1` },
        });
        expect(errors.join()).toContain(registry.host);
        expect(log).not.toMatch(/^#\d+ .*exporting/m);
      });
    });

    describe('of a registry that is over its limit', () => {
      let proxy: FaultProxy;
      beforeAll(async () => {
        proxy = await startFaultProxy(BED);
        proxy.fail({ path: /^\/v2\/library/, times: 1_000, fault: { kind: 'status', status: 429 } });
      });
      afterAll(() => proxy.stop());

      test('names a mirror, which the look-up of the base image asks, too', async () => {
        const tags = `${bench.repository()}:1`;
        const inputs = { ...config(`[registry."${proxy.host}"]\nmirrors = ["${BED}"]\n`), tags };
        const files = { Dockerfile: `FROM ${proxy.host}/library/busybox\nCOPY Dockerfile /\n` };
        const { outputs, warnings } = await bench.pass({ files, inputs });
        expect(outputs.platforms).toBe('linux/amd64,linux/arm64');
        expect(warnings).toEqual([]);
      });
    });

    describe('of a registry whose certificate a private authority signed', () => {
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

      test('leaves the certificate unverified with `insecure = true`', async () => {
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

      test('counts for the action as well if an existing builder has it', async () => {
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

      test('is what the step asks for before the build if it is unknown', async () => {
        const { errors, log } = await bench.fail({ files: onlyFile(), inputs: { ...PUBLISH, tags } });
        expect(errors.join()).toContain(registry.host);
        expect(errors.join()).toContain('buildkitd-config');
        expect(log).not.toMatch(/^#\d+ .*exporting/m);
      });
    });
  },
  [CONTAINER],
);
