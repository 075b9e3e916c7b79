import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { build } from '../../src/buildkit/build.ts';
import type { Finished, Run } from '../../src/runtime/process.ts';

const ENDED: Finished = { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
const step = (name: string) =>
  `${JSON.stringify({ vertexes: [{ digest: name, name, started: '2026-01-01T00:00:00Z' }] })}\n`;

/** Children that say something; then they end with a status, or only when they are told to, and say so. */
function standIn(children: Readonly<Record<string, { says: string; code?: number }>>): Run {
  return async ({ args: [name = ''], signal, onStderr }) => {
    const { says, code } = children[name] ?? { says: '' };
    onStderr?.(Buffer.from(says));
    if (code !== undefined) return { ...ENDED, code };
    if (!signal?.aborted) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    onStderr?.(Buffer.from('ERROR: context canceled\n'));
    throw signal?.reason;
  };
}

const lines: string[] = [];
const calls = (...names: string[]) => ({
  buildx: 'buildx',
  calls: names.map((name) => ({ args: [name], exports: [] })),
  env: {},
  cwd: '/',
  onlyPlatform: undefined,
  print: (line: string) => void lines.push(line),
  hide: (text: string) => text,
});

test('calls run side by side and are shown as one', async () => {
  const run = standIn({ a: { says: step('[linux/amd64 1/2] RUN a'), code: 0 }, b: { says: step('RUN b'), code: 0 } });
  const { ok, log } = await build(run, calls('a', 'b'));
  expect(ok).toBe(true);
  expect(log.steps.map(({ name }) => name)).toEqual(['[linux/amd64 1/2] RUN a', 'RUN b']);
  expect(lines.filter(Boolean)).toEqual(['#1 [linux/amd64 1/2] RUN a', '#2 RUN b']);
});

test('the first that fails ends the others, which have no say in it', async () => {
  const run = standIn({ a: { says: step('RUN a') }, b: { says: 'ERROR: no\n', code: 3 }, c: { says: step('RUN c') } });
  const outcome = await build(run, calls('a', 'b', 'c'));
  expect(outcome).toMatchObject({ ok: false, finished: { code: 3 } });
  expect(outcome.log.text).toEqual(['ERROR: no']);
});

test('one that cannot be run ends the others too', async () => {
  const broken = new Error('buildx could not be started');
  const run: Run = (command) =>
    command.args[0] === 'b' ? Promise.reject(broken) : standIn({ a: { says: '' } })(command);
  await expect(build(run, calls('a', 'b'))).rejects.toBe(broken);
});

test('a buildx that tells its progress as text is too old, however well it ends', async () => {
  const text = '#1 [internal] load build definition from Dockerfile\n';
  await expect(build(standIn({ a: { says: text, code: 0 } }), calls('a'))).rejects.toThrow('it is too old');
  await expect(build(standIn({ a: { says: text } }), calls('a'))).rejects.toThrow('it is too old');
  // after a step it is no more than a line
  expect(await build(standIn({ a: { says: `${step('RUN a')}${text}`, code: 0 } }), calls('a'))).toMatchObject({
    ok: true,
  });
});

const AT = { started: '2026-01-01T00:00:00Z' };
const DONE = { ...AT, completed: '2026-01-01T00:00:01Z' };
const DIGEST = `sha256:${'a'.repeat(64)}` as const;
const EXPORT = { digest: 'export', name: 'exporting to image' };
const CACHE = { digest: 'cache', name: 'exporting cache to registry' };
const said = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');
/** An image is there, and a cache is being written. */
const MADE = said(
  { vertexes: [{ ...EXPORT, ...AT }] },
  { statuses: [{ vertex: 'export', id: `exporting manifest ${DIGEST}`, ...DONE }] },
  { vertexes: [{ ...EXPORT, ...DONE }] },
  { vertexes: [{ ...CACHE, ...AT }] },
);
const WRITTEN = said({ vertexes: [{ ...CACHE, ...DONE }] });
const REFUSED = said({ vertexes: [{ ...CACHE, ...DONE, error: 'denied' }] });

type Script = (say: (text: string) => void, signal: AbortSignal | undefined) => Promise<Partial<Finished>>;

/** Makes an image by a buildx that says so, and then goes on as the script does. */
async function make(script: Script, type = 'image') {
  const run: Run = async ({ onStderr, signal }) => {
    onStderr?.(Buffer.from(MADE));
    const end = script((text) => onStderr?.(Buffer.from(text)), signal);
    const killed = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    return { ...ENDED, ...(await Promise.race([end, killed])) };
  };
  const process = { ...calls(), calls: [{ args: [], exports: [{ type, attributes: {} }] }] };
  const outcome = await build(run, process, { cache: 300, patience: { 'cache-export': 100 } });
  return outcome.ok ? outcome : undefined;
}

test('an image is there before its cache is', async () => {
  const cache = Promise.withResolvers<object>();
  const made = await make(async (say) => {
    await cache.promise;
    say(WRITTEN);
    return {};
  });
  expect(made).toMatchObject({ digests: [DIGEST], hasEnded: false });
  expect(made?.log.steps.at(-1)).toMatchObject({ kind: 'cache-export', running: true });
  cache.resolve({});
  const end = await made?.ended;
  expect(end).toMatchObject({ problem: undefined });
  expect(end?.log.steps.at(-1)).toMatchObject({ kind: 'cache-export', running: false });
});

test('that an image can be looked at is told once, while buildx is at work', async () => {
  const told: string[] = [];
  const run: Run = async ({ onStderr }) => {
    const naming = { statuses: [{ vertex: 'export', id: 'naming to a/b:1', ...DONE }] };
    for (const words of [said({ vertexes: [{ ...EXPORT, ...AT }] }), said(naming), MADE]) {
      onStderr?.(Buffer.from(words));
      told.push('said');
    }
    return ENDED;
  };
  const process = { ...calls(), calls: [{ args: [], exports: [{ type: 'image', attributes: { name: 'a/b:1' } }] }] };
  await build(run, { ...process, onNamed: () => void told.push('named') });
  expect(told).toEqual(['said', 'named', 'said', 'said']);
});

test('what goes to files is there when buildx says so by its end', async () => {
  const made = await make(async (say) => {
    await wait(50);
    say(WRITTEN);
    return {};
  }, 'oci');
  expect(made).toMatchObject({ digests: [DIGEST], hasEnded: true });
});

/** A buildx that says this and ends. */
function ends(words: string, end: Partial<Finished> = {}): Script {
  return async (say) => {
    say(words);
    return end;
  };
}

test.each<[string, Script, RegExp | undefined]>([
  ['was refused, which its step tells', ends(REFUSED), undefined],
  ['ended buildx', ends('ERROR: denied\n', { code: 1 }), /^ERROR: denied$/],
  ['was killed', async () => ({ code: undefined, signal: 'SIGKILL' }), /^killed by SIGKILL/],
  ['hangs', () => new Promise(() => {}), /^nothing was heard for /],
  [
    'has no end',
    async (say, signal) => {
      for (let i = 1; !signal?.aborted; i += 1) {
        say(said({ statuses: [{ vertex: 'cache', id: 'writing', current: i, ...AT }] }));
        await wait(20);
      }
      return {};
    },
    /^it was not done within 0.3 s$/,
  ],
])('an image is made although its cache %s', async (_, script, problem) => {
  for (const type of ['image', 'oci']) {
    const made = await make(script, type);
    expect(made?.digests).toEqual([DIGEST]);
    const { problem: told } = (await made?.ended) ?? {};
    expect(told).toEqual(problem && expect.stringMatching(problem));
  }
});

test('a job that is cancelled while a cache is written does not end well', async () => {
  const reason = new Error('cancelled');
  const made = await make(() => Promise.reject(reason));
  await expect(made?.ended).rejects.toBe(reason);
});
