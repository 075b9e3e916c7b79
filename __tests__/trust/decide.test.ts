import { expect, test } from '@jest/globals';
import { ActionError } from '../../src/model/errors.ts';
import { explain, trustMatters, type Untrusted, withinTrust } from '../../src/trust/decide.ts';
import { type Given, job, read } from '../inputs/given.ts';

const where = job({ GITHUB_EVENT_NAME: 'workflow_run' });
const FOUND: Untrusted = {
  source: { input: 'context', place: '/checkout/app' },
  why: 'app/x differs from commit 0123',
};

const decide = async (inputs: Given, found: readonly Untrusted[] = [FOUND]) =>
  withinTrust((await read(inputs, where)).request, found[0], where);

test.each<readonly [Given, string]>([
  [{ push: 'true', tags: 'acme/app:1' }, 'push'],
  [{ 'push-by-digest': 'true', platforms: 'amd64', images: 'acme/app' }, 'push-by-digest'],
  [{ push: 'true', tags: 'acme/app:1', outputs: 'type=registry' }, 'push'],
])('refuses to push untrusted code: %j', async (inputs, name) => {
  const error = await decide(inputs).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ActionError);
  const { message, hint } = error as ActionError;
  expect(message).toBe(`${name}: context app is untrusted on workflow_run: app/x differs from commit 0123`);
  expect(hint).toContain('`allow-untrusted: true`');
});

test('refuses an untrusted bake file even if nothing is pushed', async () => {
  const found = [{ ...FOUND, source: { input: 'bake-file', place: '/checkout/docker-bake.hcl' } } as const];
  const message = 'bake-file docker-bake.hcl is untrusted on workflow_run: app/x differs from commit 0123';
  await expect(decide({}, found)).rejects.toMatchObject({
    message,
    hint: expect.stringContaining('can pass variables and files of this job to the build'),
  });
  expect((await decide({ 'allow-untrusted': 'true' }, found)).line).toContain(message);
});

test('builds untrusted code without writing a cache', async () => {
  const inputs: Given = { 'cache-write': 'true', 'cache-to': 'type=gha\ntype=local,dest=x\ntype=inline' };
  const { request, line } = await decide(inputs);
  expect(request.cache).toMatchObject({ write: 'never', to: [] });
  expect(line).toBe('context app is untrusted on workflow_run: app/x differs from commit 0123; no cache is written');
});

test('pushes and caches trusted code, and untrusted code with `allow-untrusted`', async () => {
  const inputs: Given = { push: 'true', tags: 'acme/app:1', 'cache-write': 'true', 'cache-to': 'type=gha' };
  for (const found of [[], [FOUND]]) {
    const { request } = await decide({ ...inputs, 'allow-untrusted': 'true' }, found);
    expect(request.result.push).toBe(true);
    expect(request.cache).toMatchObject({ write: 'always', to: ['type=gha'] });
  }
  expect((await decide({ ...inputs, 'allow-untrusted': 'true' })).line).toBe(
    'allow-untrusted: context app is untrusted on workflow_run: app/x differs from commit 0123; pushed and cached as asked',
  );
  expect(await decide({ ...inputs, 'allow-untrusted': 'true' }, [])).not.toHaveProperty('line');
});

test.each<readonly [Given, boolean]>([
  [{}, false],
  [{ cache: 'gha' }, true],
  [{ cache: 'local' }, true],
  [{ cache: 'inline' }, false],
  [{ 'cache-write': 'true' }, true],
  [{ push: 'true', tags: 'acme/app:1', cache: 'false' }, true],
  [{ cache: 'false' }, false],
  [{ cache: 'gha', 'cache-write': 'false' }, false],
  [{ cache: 'false', 'cache-mounts': 'true' }, true],
  [{ cache: 'false', 'cache-to': 'type=gha' }, true],
  [{ cache: 'gha', 'cache-from': 'type=gha' }, false],
  [{ call: 'check' }, false],
])('requires a check of the code for %j: %s', async (inputs, expected) => {
  expect(trustMatters((await read(inputs, where)).request, where)).toBe(expected);
});

test('names a file in one short line', () => {
  const name = `${'x'.repeat(200)}\n::error::y\u001b[31m`;
  const text = explain({ path: `/checkout/${name}`, how: 'added' }, '0123456789abcdef', where);
  expect(text).toMatch(/^x{100}… is not in commit 0123456789ab$/);
  const spoken = explain({ path: '/checkout/a\n::error::y\u001b[31m', how: 'changed' }, '0123456789abcdef', where);
  // the runner runs a command only at the start of a line
  expect(spoken).toBe('a::error::y differs from commit 0123456789ab');
});
