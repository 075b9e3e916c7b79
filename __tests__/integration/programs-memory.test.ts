import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MIN_REMEMBERED_LAYER_BYTES } from '../../src/programs/limits.ts';
import { recorded } from '../programs/recorded.ts';
import type { Scenario } from '../support/bench.ts';
import { serviceEnvironment, startCacheService, type TestCacheService } from '../support/cache-service.ts';
import { crane } from '../support/crane.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { CONTAINER, describeForms } from '../support/forms.ts';

const GO = { amd64: recorded('go linux/amd64'), arm64: recorded('go linux/arm64') };
const DOCKERFILE = `FROM scratch
COPY large /large
ARG TARGETARCH
COPY --chmod=755 app-$TARGETARCH /app
ENTRYPOINT ["/app"]
`;
const PLATFORMS = 'linux/amd64,linux/arm64';
const hub = crane();

// only a build in a container pushes the image before it is verified, so that its layers are read from the registry
describeForms(
  'the programs of layers',
  (bench) => {
    let service: TestCacheService;
    let proxy: FaultProxy;
    let run = 0;

    beforeAll(async () => {
      service = await startCacheService();
      proxy = await startFaultProxy(bench.registry.host);
      bench.logIn(proxy);
    });
    afterAll(async () => {
      await proxy.stop();
      await service.stop();
    });

    /** Builds an image, pushes it through the proxy, and returns the number of its layers that were read. */
    async function build(path: string, files: Scenario['files'], inputs: Scenario['inputs'] = {}): Promise<number> {
      run += 1;
      proxy.reset();
      const image = `${proxy.host}/${path}`;
      await bench.pass({
        files: { Dockerfile: DOCKERFILE, ...files },
        inputs: { cache: 'local', tags: `${image}:1`, platforms: PLATFORMS, push: 'true', ...inputs },
        env: { ...serviceEnvironment(service.host), GITHUB_RUN_ID: String(run) },
      });
      const layers = layersOf(`${bench.registry.host}/${path}:1`);
      const read = proxy.seen.filter(
        ({ method, path: url }) => method === 'GET' && layers.some((each) => url.endsWith(each)),
      );
      return read.length;
    }

    /** Digests of the layers of both platforms. */
    function layersOf(reference: string): readonly string[] {
      const repository = reference.slice(0, reference.lastIndexOf(':'));
      const images = (hub.manifest(reference).manifests ?? []).filter(({ platform }) => platform?.os === 'linux');
      return images.flatMap(({ digest }) =>
        (hub.manifest(`${repository}@${digest}`).layers ?? []).map((layer) => layer.digest),
      );
    }

    const remembered = () => service.keys.filter((key) => key.startsWith('multiarch-build/programs/'));

    test('are remembered in the runner’s cache service, and these layers are not read again', async () => {
      const path = 'test/remembered';
      const files = {
        'app-amd64': GO.amd64,
        'app-arm64': GO.arm64,
        large: randomBytes(MIN_REMEMBERED_LAYER_BYTES + 1),
      };
      expect(await build(path, files)).toBe(3);
      expect(remembered()).toHaveLength(1);
      expect(await build(path, files)).toBe(0);
      const changed = Buffer.from(GO.amd64);
      changed[changed.length - 1] = 1;
      expect(await build(path, { ...files, 'app-amd64': changed })).toBe(1);
      // a small layer is read faster than an entry is saved
      expect(remembered()).toHaveLength(1);
    });

    test('are not remembered with `cache: false`', async () => {
      const files = {
        'app-amd64': GO.amd64,
        'app-arm64': GO.arm64,
        large: randomBytes(MIN_REMEMBERED_LAYER_BYTES + 1),
      };
      const before = service.keys;
      await build('test/without', files, { cache: 'false' });
      expect(service.keys).toEqual(before);
    });
  },
  [CONTAINER],
);
