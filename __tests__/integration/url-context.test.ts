import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { StepBench } from '../support/step.ts';

jest.setTimeout(60_000);

let bench: StepBench;
let server: Server;
let base = '';

/** Serves an archive at paths without a file extension, and a Dockerfile under another name. */
beforeAll(async () => {
  bench = new StepBench();
  const folder = mkdtempSync(join(bench.root, 'context-'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY text /\n');
  writeFileSync(join(folder, 'text'), 'text');
  const archive = execFileSync('tar', ['cz', '-C', folder, '.']);
  const contents: Readonly<Record<string, readonly [string, string | Buffer]>> = {
    '/o/r/tar.gz/refs/tags/v1': ['application/x-gzip', archive],
    '/repos/o/r/tarball': ['application/x-gzip', archive],
    '/o/r/raw/image': ['text/plain', 'FROM busybox\nRUN uname -m\n'],
  };
  server = createServer(({ url = '' }, response) => {
    const [type, body] = contents[url] ?? ['text/plain', ''];
    response.writeHead(url in contents ? 200 : 404, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  bench.stop();
});

test.each(['/o/r/tar.gz/refs/tags/v1', '/repos/o/r/tarball', '/o/r/raw/image'])(
  'builds from the URL %s of an archive or a Dockerfile',
  async (path) => {
    const inputs = { context: `${base}${path}`, platforms: 'linux/amd64,linux/arm64' };
    const { main } = await bench.run({ files: {}, inputs });
    expect([main.code, main.log]).toEqual([0, expect.stringContaining('it is at the URL that is the context')]);
    expect(Object.keys(JSON.parse(main.outputs.digests ?? ''))).toEqual(['linux/amd64', 'linux/arm64']);
  },
);
