import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'entry-points-'));
  mkdirSync(join(folder, 'checkout'));
  writeFileSync(join(folder, 'checkout', 'Dockerfile'), 'FROM scratch\n');
  writeFileSync(join(folder, 'event.json'), '{}');
  for (const name of ['output', 'state', 'summary']) writeFileSync(join(folder, name), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NO_ENGINE = { DOCKER_HOST: 'unix:///nowhere/docker.sock', INPUT_RETRIES: '0' };
const PUBLISH = { INPUT_IMAGES: 'localhost:1/app', INPUT_TAGS: '1', INPUT_PLATFORMS: 'linux/amd64' };

/** Environment of a run of each entry point, and its exit status. */
const ENTRY_POINTS: Readonly<
  Record<string, { readonly env: Readonly<Record<string, string>>; readonly code: number }>
> = {
  main: { env: { ...NO_ENGINE, INPUT_PLATFORMS: 'linux/amd64' }, code: 1 },
  plan: { env: { INPUT_PLATFORMS: 'linux/amd64' }, code: 0 },
  merge: { env: { ...NO_ENGINE, ...PUBLISH }, code: 1 },
  post: { env: NO_ENGINE, code: 0 },
};

/** Runs an entry point with this module preloaded and this limit of open files. */
async function enter(entry: string, preload: string, { files = 1024 } = {}) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: join(folder, 'checkout'),
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    RUNNER_TEMP: folder,
    ...ENTRY_POINTS[entry]?.env,
  };
  const preloaded = `data:text/javascript,${encodeURIComponent(preload)}`;
  const line = `ulimit -n ${files}; exec "$@"`;
  const args = ['-c', line, 'sh', process.execPath, '--import', preloaded, join(SRC, `${entry}.ts`)];
  const child = spawn('sh', args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000, killSignal: 'SIGKILL' });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const code = await new Promise((ended) => child.on('close', ended));
  return { code, output, errors: output.match(/^::error::.*/gm) ?? [] };
}

/** Module that runs code as soon as the entry point is loaded. */
const onceLoaded = (work: string) =>
  `process.on('newListener', (name) => { if (name === 'uncaughtException') queueMicrotask(() => { ${work} }); });`;

const LEFTOVERS = `
  import { createServer, get } from 'node:http';
  setInterval(() => {}, 1000);
  const server = createServer((_, response) => response.end('kept')).listen(0, () =>
    get({ port: server.address().port, headers: { connection: 'keep-alive' } }));`;

describe.each(Object.keys(ENTRY_POINTS))('%s', (entry) => {
  test('ends although a timer, a server and a connection are left', async () => {
    const { code, output } = await enter(entry, LEFTOVERS);
    expect({ code, output }).toMatchObject({ code: ENTRY_POINTS[entry]?.code });
    if (entry === 'plan') expect(readFileSync(join(folder, 'output'), 'utf8')).toContain('linux/amd64');
  });

  test('reports an uncaught error', async () => {
    const { code, output, errors } = await enter(entry, onceLoaded("throw new Error('lost');"));
    expect({ code, errors }).toEqual({
      code: 1,
      errors: [expect.stringMatching(/^::error::an error of the action itself: lost%0AThis is a bug/)],
    });
    expect(output).not.toContain('Node.js v');
  });
});

test.each(['main', 'plan'])('%s reports that the limit of open files is reached', async (entry) => {
  const hoard = "const { openSync } = process.getBuiltinModule('fs'); try { for (;;) openSync('/dev/null'); } catch {}";
  const { code, errors } = await enter(entry, onceLoaded(hoard), { files: 64 });
  expect({ code, errors }).toEqual({ code: 1, errors: [expect.stringMatching(/too many open files.*ulimit -n/)] });
});
