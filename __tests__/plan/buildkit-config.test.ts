import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { buildkitConfig } from '../../src/plan/buildkit-config.ts';
import { aHost } from './a-plan.ts';

const tableOf = (...given: Parameters<typeof buildkitConfig>) => parse(buildkitConfig(...given) ?? '');

describe("BuildKit's configuration", () => {
  test('there is none where the engine has nothing to tell', () => {
    expect(buildkitConfig(undefined, aHost())).toBeUndefined();
    expect(buildkitConfig('debug = true # mine', aHost())).toBe('debug = true # mine');
  });

  test("the engine's mirrors, in the clear where they are so", () => {
    const mirrors = ['http://127.0.0.1:5000/', 'https://mirror.acme.io/hub/'];
    expect(tableOf(undefined, aHost({ engine: { mirrors } }))).toEqual({
      registry: {
        'docker.io': { mirrors: ['127.0.0.1:5000', 'mirror.acme.io/hub'] },
        '127.0.0.1:5000': { http: true, insecure: true },
      },
    });
  });

  test("the engine's insecure registries, but not its networks", () => {
    const insecureRegistries = ['127.0.0.0/8', '10.0.0.0/8', 'registry.local:5000'];
    expect(tableOf(undefined, aHost({ engine: { insecureRegistries } }))).toEqual({
      registry: { 'registry.local:5000': { http: true, insecure: true } },
    });
  });

  test('certificates, as paths', () => {
    const certificates = [
      { host: 'a.io', authorities: ['/c/a.io/ca.crt'], pairs: [{ cert: '/c/a.io/me.cert', key: '/c/a.io/me.key' }] },
      { host: 'b.io', authorities: [], pairs: [] },
    ];
    expect(tableOf(undefined, aHost({ certificates }))).toEqual({
      registry: {
        'a.io': { ca: ['/c/a.io/ca.crt'], keypair: [{ cert: '/c/a.io/me.cert', key: '/c/a.io/me.key' }] },
      },
    });
  });

  test("the user's own wins, key by key", () => {
    const own =
      '[worker.oci]\nmax-parallelism = 1\n[registry."docker.io"]\nmirrors = ["mine"]\n[registry."r:1"]\nhttp = false\n';
    const engine = { mirrors: ['https://theirs'], insecureRegistries: ['r:1'] };
    expect(tableOf(own, aHost({ engine }))).toEqual({
      worker: { oci: { 'max-parallelism': 1 } },
      registry: { 'docker.io': { mirrors: ['mine'] }, 'r:1': { http: false, insecure: true } },
    });
  });
});
