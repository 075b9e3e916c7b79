import { describe, expect, test } from '@jest/globals';
import { type MachineRegistries, machineRegistries } from '../../../src/clients/registry/configuration.ts';

/** The settings that result from these facts. */
const settings = ({
  mirrors = [],
  insecureRegistries = [],
  used = {},
  ...more
}: {
  mirrors?: readonly string[];
  insecureRegistries?: readonly string[];
  used?: Readonly<Record<string, readonly string[]>>;
} & Partial<Pick<MachineRegistries, 'certificates'>>) =>
  Object.fromEntries(
    machineRegistries({
      engine: { mirrors, insecureRegistries },
      certificates: more.certificates ?? [],
      used: new Map(Object.entries(used)),
    }),
  );

const PLAIN = { http: true, insecure: true };
const LOOPBACK = ['::1/128', '127.0.0.0/8'];

describe("the machine's registries", () => {
  test('have the mirrors of Docker Engine, with http:// as http = true', () => {
    expect(settings({ mirrors: ['http://mirror.lan:5000/', 'https://mirror.acme.io/hub/'] })).toEqual({
      'docker.io': { mirrors: ['mirror.lan:5000', 'mirror.acme.io/hub'] },
      'mirror.lan:5000': PLAIN,
    });
  });

  test.each<[string, readonly string[], string, readonly string[], object]>([
    ['listed by name', ['registry.lan:5000'], 'registry.lan:5000', ['10.0.0.7'], PLAIN],
    ['an address in a network', ['10.0.0.0/8'], '10.0.0.7:5000', ['10.0.0.7'], PLAIN],
    ['a name in a network', ['10.0.0.0/8'], 'registry.lan', ['10.0.0.7'], { ...PLAIN, addresses: ['10.0.0.7'] }],
    ['a name of this machine', LOOPBACK, 'vm:5000', ['127.0.0.1'], { ...PLAIN, addresses: ['127.0.0.1'] }],
    ['an IPv6 address', ['fd00::/8'], 'registry.lan', ['fd00::7'], { ...PLAIN, addresses: ['fd00::7'] }],
    [
      'one of several addresses',
      ['10.0.0.0/8'],
      'r.lan',
      ['192.0.2.1', '10.1.1.1'],
      { ...PLAIN, addresses: ['10.1.1.1'] },
    ],
    ['a name of another machine', [...LOOPBACK, '10.0.0.0/8'], 'ghcr.io', ['192.0.2.1'], {}],
    ['a name that is not found', ['10.0.0.0/8'], 'nowhere.lan', [], {}],
    ['Docker Hub', ['10.0.0.0/8'], 'docker.io', ['10.0.0.7'], {}],
    ['not loopback, which needs no setting', LOOPBACK, 'localhost:5000', ['127.0.0.1'], {}],
  ])(
    'are insecure by the networks and names of Docker Engine: %s',
    (_, insecureRegistries, registry, addresses, expected) => {
      expect(settings({ insecureRegistries, used: { [registry]: addresses } })[registry]).toEqual(expected);
    },
  );

  test("have the certificates in Docker's folders", () => {
    const certificates = [
      { host: 'a.io', authorities: ['/c/a.io/ca.crt'], pairs: [{ cert: '/c/a.io/me.cert', key: '/c/a.io/me.key' }] },
      { host: 'b.io', authorities: [], pairs: [] },
    ];
    expect(settings({ certificates })).toEqual({
      'a.io': { ca: ['/c/a.io/ca.crt'], keypair: [{ cert: '/c/a.io/me.cert', key: '/c/a.io/me.key' }] },
    });
  });
});
