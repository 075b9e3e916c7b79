import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { build } from '../../src/buildkit/build.ts';
import type { Finished, Run } from '../../src/runtime/process.ts';

const ENDED: Finished = { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
const step = (name: string) =>
  `${JSON.stringify({ vertexes: [{ digest: name, name, started: '2026-01-01T00:00:00Z' }] })}\n`;
const output = (vertex: string, text: string) =>
  `${JSON.stringify({ logs: [{ vertex, stream: 1, data: Buffer.from(`${text}\n`).toString('base64') }] })}\n`;

/** Fake processes that print a text and exit with a code. Without a code they print an error and fail when they are aborted. */
function standIn(processes: Readonly<Record<string, { prints: string; code?: number }>>): Run {
  return async ({ args: [name = ''], signal, onStderr }) => {
    const { prints, code } = processes[name] ?? { prints: '' };
    onStderr?.(Buffer.from(prints));
    if (code !== undefined) return { ...ENDED, code };
    if (!signal?.aborted) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    onStderr?.(Buffer.from('ERROR: context canceled\n'));
    throw signal?.reason;
  };
}

const RUN_A = '[linux/amd64 1/2] RUN a';
const RUN_B = '[linux/arm64 1/2] RUN b';
const lines: string[] = [];
const options = (...names: string[]) => ({
  buildx: 'buildx',
  commands: names.map((name) => ({ args: [name], exports: [] })),
  env: {},
  cwd: '/',
  onlyPlatform: undefined,
  print: (line: string) => void lines.push(line),
  redact: (text: string) => text,
});

test('runs commands in parallel and prints them as one build', async () => {
  const run = standIn({
    a: { prints: step(RUN_A) + output(RUN_A, 'a'), code: 0 },
    b: { prints: step(RUN_B) + output(RUN_B, 'b'), code: 0 },
  });
  const { ok, log } = await build(run, options('a', 'b'));
  expect(ok).toBe(true);
  expect(log.steps.map(({ name }) => name)).toEqual([RUN_A, RUN_B]);
  expect(lines).toEqual(['[linux/amd64 1/2] a', '[linux/arm64 1/2] b']);
});

test('stops the other commands if one fails, and ignores their errors', async () => {
  const run = standIn({
    a: { prints: step('RUN a') },
    b: { prints: 'ERROR: no\n', code: 3 },
    c: { prints: step('RUN c') },
  });
  const outcome = await build(run, options('a', 'b', 'c'));
  expect(outcome).toMatchObject({ ok: false, finished: { code: 3 } });
  expect(outcome.log.text).toEqual(['ERROR: no']);
});

test('stops the other commands if one cannot be started', async () => {
  const broken = new Error('buildx could not be started');
  const run: Run = (command) =>
    command.args[0] === 'b' ? Promise.reject(broken) : standIn({ a: { prints: '' } })(command);
  await expect(build(run, options('a', 'b'))).rejects.toBe(broken);
});

test('rejects a buildx that reports progress as text', async () => {
  const text = '#1 [internal] load build definition from Dockerfile\n';
  await expect(build(standIn({ a: { prints: text, code: 0 } }), options('a'))).rejects.toThrow(
    'the installed buildx is too old',
  );
  await expect(build(standIn({ a: { prints: text } }), options('a'))).rejects.toThrow(
    'the installed buildx is too old',
  );
  // after the first event such a line is normal output
  expect(await build(standIn({ a: { prints: `${step('RUN a')}${text}`, code: 0 } }), options('a'))).toMatchObject({
    ok: true,
  });
});

const AT = { started: '2026-01-01T00:00:00Z' };
const DONE = { ...AT, completed: '2026-01-01T00:00:01Z' };
const DIGEST = `sha256:${'a'.repeat(64)}` as const;
const EXPORT = { digest: 'export', name: 'exporting to image' };
const CACHE = { digest: 'cache', name: 'exporting cache to registry' };
const jsonLines = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');
/** The image is exported, and its cache is being written. */
const EXPORTED = jsonLines(
  { vertexes: [{ ...EXPORT, ...AT }] },
  { statuses: [{ vertex: 'export', id: `exporting manifest ${DIGEST}`, ...DONE }] },
  { vertexes: [{ ...EXPORT, ...DONE }] },
  { vertexes: [{ ...CACHE, ...AT }] },
);
const WRITTEN = jsonLines({ vertexes: [{ ...CACHE, ...DONE }] });
const REJECTED = jsonLines({ vertexes: [{ ...CACHE, ...DONE, error: 'denied' }] });

type Script = (print: (text: string) => void, signal: AbortSignal | undefined) => Promise<Partial<Finished>>;

/** Runs a fake buildx that exports an image and then runs the script. */
async function runFake(script: Script, type = 'image') {
  const run: Run = async ({ onStderr, signal }) => {
    onStderr?.(Buffer.from(EXPORTED));
    const end = script((text) => onStderr?.(Buffer.from(text)), signal);
    const killed = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    return { ...ENDED, ...(await Promise.race([end, killed])) };
  };
  const process = { ...options(), commands: [{ args: [], exports: [{ type, attributes: {} }] }] };
  const outcome = await build(run, process, { cache: 300, idle: { 'cache-export': 100 } });
  return outcome.ok ? outcome : undefined;
}

test('returns the image before its cache is written', async () => {
  const cache = Promise.withResolvers<object>();
  const result = await runFake(async (print) => {
    await cache.promise;
    print(WRITTEN);
    return {};
  });
  expect(result).toMatchObject({ digests: [DIGEST], hasEnded: false });
  expect(result?.log.steps.at(-1)).toMatchObject({ kind: 'cache-export', running: true });
  cache.resolve({});
  const end = await result?.end;
  expect(end).toMatchObject({ problem: undefined });
  expect(end?.log.steps.at(-1)).toMatchObject({ kind: 'cache-export', running: false });
});

test('reports once that the image has its name, while buildx is running', async () => {
  const reported: string[] = [];
  const run: Run = async ({ onStderr }) => {
    const naming = { statuses: [{ vertex: 'export', id: 'naming to a/b:1', ...DONE }] };
    for (const words of [jsonLines({ vertexes: [{ ...EXPORT, ...AT }] }), jsonLines(naming), EXPORTED]) {
      onStderr?.(Buffer.from(words));
      reported.push('event');
    }
    return ENDED;
  };
  const process = {
    ...options(),
    commands: [{ args: [], exports: [{ type: 'image', attributes: { name: 'a/b:1' } }] }],
  };
  await build(run, { ...process, onImageNamed: () => void reported.push('named') });
  expect(reported).toEqual(['event', 'named', 'event', 'event']);
});

test('waits for the end of buildx if it exports files', async () => {
  const result = await runFake(async (print) => {
    await wait(50);
    print(WRITTEN);
    return {};
  }, 'oci');
  expect(result).toMatchObject({ digests: [DIGEST], hasEnded: true });
});

/** Prints a text and ends. */
function printing(words: string, end: Partial<Finished> = {}): Script {
  return async (print) => {
    print(words);
    return end;
  };
}

test.each<[string, Script, RegExp | undefined]>([
  ['is rejected by the registry', printing(REJECTED), undefined],
  ['fails buildx', printing('ERROR: denied\n', { code: 1 }), /^ERROR: denied$/],
  ['is interrupted by SIGKILL', async () => ({ code: undefined, signal: 'SIGKILL' }), /^killed by SIGKILL/],
  ['hangs', () => new Promise(() => {}), /^no progress for /],
  [
    'is not written in time',
    async (print, signal) => {
      for (let i = 1; !signal?.aborted; i += 1) {
        print(jsonLines({ statuses: [{ vertex: 'cache', id: 'writing', current: i, ...AT }] }));
        await wait(20);
      }
      return {};
    },
    /^not done within 0.3 s$/,
  ],
])('succeeds although its cache %s', async (_, script, problem) => {
  for (const type of ['image', 'oci']) {
    const result = await runFake(script, type);
    expect(result?.digests).toEqual([DIGEST]);
    const { problem: reported } = (await result?.end) ?? {};
    expect(reported).toEqual(problem && expect.stringMatching(problem));
  }
});

test('fails if the job is cancelled while the cache is written', async () => {
  const reason = new Error('cancelled');
  const result = await runFake(() => Promise.reject(reason));
  await expect(result?.end).rejects.toBe(reason);
});
