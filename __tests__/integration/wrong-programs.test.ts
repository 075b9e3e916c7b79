import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { CONTAINER, describeForms, ENGINE } from '../support/forms.ts';

const registry = crane();
const BUSYBOX = `${process.env.TESTBED_REGISTRY ?? 'localhost:5000'}/library/busybox`;

/** Dockerfiles by their paths. The action does not read a Dockerfile at a URL. */
const REMOTE: Readonly<Record<string, string>> = {
  '/pinned': `FROM ${BUSYBOX} AS conf\nRUN uname -m >/conf\nFROM --platform=$BUILDPLATFORM ${BUSYBOX}\nCOPY --from=conf /conf /\n`,
  '/cross': `FROM --platform=$BUILDPLATFORM ${BUSYBOX} AS build\nRUN echo a >/made\nFROM ${BUSYBOX}\nCOPY --from=build /made /\n`,
  '/files': `FROM --platform=$BUILDPLATFORM ${BUSYBOX} AS build\nRUN echo a >/made\nFROM scratch\nCOPY --from=build /made /\n`,
};

describeForms(
  'an image with the programs of another platform',
  (bench) => {
    let server: Server;
    beforeAll(async () => {
      server = createServer(({ url = '' }, response) => {
        response.writeHead(url in REMOTE ? 200 : 404, { 'content-type': 'text/plain' }).end(REMOTE[url]);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    const inputsFor = (image: string) => ({
      tags: `${image}:1`,
      platforms: 'linux/amd64,linux/arm64',
      push: 'true',
    });
    const remote = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

    test('is rejected if its last stage is pinned in a Dockerfile that is not on this machine', async () => {
      const image = bench.repository();
      const { errors } = await bench.fail({ files: {}, inputs: { ...inputsFor(image), context: remote('/pinned') } });
      expect(errors.join()).toContain(
        `the last stage is built on ${BUSYBOX}:latest for linux/amd64, so the linux/arm64 image would hold linux/amd64 programs`,
      );
      expect(registry.tags(image)).toEqual([]);
    });

    test.each(['/cross', '/files'])('is not suspected if a pinned stage only provides files: %s', async (path) => {
      const { outputs, warnings } = await bench.pass({
        files: {},
        inputs: { ...inputsFor(bench.repository()), context: remote(path) },
      });
      expect([outputs.platforms, warnings]).toEqual(['linux/amd64,linux/arm64', []]);
    });
  },
  [ENGINE, CONTAINER],
  [CONTAINER],
);
