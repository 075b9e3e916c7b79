import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { buildkitConfig, withBuildkitConfig } from '../../src/builder/buildkit-config.ts';
import type { Registries, RegistrySettings } from '../../src/clients/registry/configuration.ts';

const render = (own: string | undefined, registries: Registries, bundle?: string) =>
  buildkitConfig(own, { registries, bundle });
const tableOf = (...given: Parameters<typeof render>) => parse(render(...given) ?? '');

describe("BuildKit's configuration", () => {
  test("is the user's configuration if the machine has no settings to add", () => {
    const registries = new Map([['ghcr.io', {}]]);
    expect(render(undefined, registries)).toBeUndefined();
    expect(render('debug = true # mine', registries)).toBe('debug = true # mine');
  });

  test("has the machine's registry settings, without addresses", () => {
    const hub = { mirrors: ['127.0.0.1:5000', 'mirror.acme.io/hub'] };
    const lan = { http: true, insecure: true };
    const own = { ca: ['/c/ca.crt'], keypair: [{ cert: '/c/me.cert', key: '/c/me.key' }] };
    const registries: Registries = new Map<string, RegistrySettings>([
      ['docker.io', hub],
      ['registry.lan:5000', { ...lan, addresses: ['10.0.0.7'] }],
      ['a.io', own],
    ]);
    expect(tableOf(undefined, registries)).toEqual({
      registry: { 'docker.io': hub, 'registry.lan:5000': lan, 'a.io': own },
    });
  });

  test("has the system's certificate authorities for each registry with a verified certificate", () => {
    const registries: Registries = new Map<string, RegistrySettings>([
      ['ghcr.io', {}],
      ['a.io', { ca: ['/c/ca.crt'] }],
      ['r.lan', { insecure: true }],
      ['localhost:5000', {}],
    ]);
    expect(tableOf(undefined, registries, '/etc/bundle.crt')).toEqual({
      registry: {
        'ghcr.io': { ca: ['/etc/bundle.crt'] },
        'a.io': { ca: ['/etc/bundle.crt', '/c/ca.crt'] },
        'r.lan': { insecure: true },
      },
    });
  });

  const OWN =
    '[worker.oci]\nmax-parallelism = 1\n[registry."docker.io"]\nmirrors = ["mine"]\n[registry."r:1"]\nhttp = false\n';
  const MACHINE = new Map([
    ['docker.io', { mirrors: ['theirs'] }],
    ['r:1', { http: true, insecure: true }],
  ]);

  test("has the user's values in place of the machine's, key by key", () => {
    expect(tableOf(OWN, MACHINE)).toEqual({
      worker: { oci: { 'max-parallelism': 1 } },
      registry: { 'docker.io': { mirrors: ['mine'] }, 'r:1': { http: false, insecure: true } },
    });
  });

  test('is the configuration that the action itself uses', () => {
    expect(Object.fromEntries(withBuildkitConfig(MACHINE, OWN))).toEqual(tableOf(OWN, MACHINE).registry);
    const more =
      '[registry."x:1"]\nhttp = true\ninsecure = true\nca = ["/ca"]\nmirrors = ["m"]\n[[registry."x:1".keypair]]\nkey = "/k"\ncert = "/c"\n';
    expect(withBuildkitConfig(MACHINE, more).get('x:1')).toEqual({
      ...{ http: true, insecure: true, ca: ['/ca'], mirrors: ['m'], keypair: [{ cert: '/c', key: '/k' }] },
    });
    expect(withBuildkitConfig(MACHINE, 'registry = 1').size).toBe(2);
    expect(withBuildkitConfig(MACHINE, '[registry."x:1"]\nmirrors = "m"\nhttp = "yes"').get('x:1')).toEqual({});
  });
});
